import { until } from "../../../../harness/until.ts";
import { type Client, FakeHandler } from "./fake-handler.ts";

/** The server of the test that runs, and its first client. */
export let server: FakeHandler;
export let client: Client;

/** Opens another connection, which is the client's from now on. */
export async function reconnect(): Promise<void> {
  client = await server.client();
}

/** Starts a server with one connection for each test of a file. */
export function connectEachTest(): void {
  beforeEach(async () => {
    server = new FakeHandler();
    await reconnect();
  });
  afterEach(() => {
    client.socket.destroy();
    server.stop();
  });
}

/** Waits until the handler has received this many requests. */
export const untilReceived = (count: number) =>
  until(`${count} requests are received`, () => server.requests.length === count);

/** Waits until the server has ended the connection. */
export const untilEnded = () => until("the connection has ended", () => client.hasEnded);
