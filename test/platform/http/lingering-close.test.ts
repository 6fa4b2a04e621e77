import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { type LingerLimits, lingeringClose } from "../../../platform/http/lingering-close.ts";
import { until } from "../../harness/until.ts";

const LIMITS: LingerLimits = { totalMs: 60_000, idleMs: 60_000, maxBytes: 1_000_000_000 };
let peer: Socket;
let client: Socket;
let received = "";
const server = createServer({ allowHalfOpen: true });
beforeAll(() => once(server.listen(0, "127.0.0.1"), "listening"));
afterAll(() => server.close());
beforeEach(async () => {
  received = "";
  const connected = once(server, "connection");
  client = connect({ port: (server.address() as AddressInfo).port, host: "127.0.0.1", allowHalfOpen: true });
  client
    .on("error", () => {})
    .on("data", (data) => {
      received += data;
    });
  [peer] = (await connected) as [Socket];
  peer.on("error", () => {});
});
afterEach(() => client.destroy());

const untilClosed = () => until("the connection is closed", () => peer.destroyed);

test("what the client still sends is read, and it gets the reply; its own end closes the connection", async () => {
  peer.write("reply");
  lingeringClose(peer, LIMITS);
  const bytes = 20 * 1024 * 1024;
  client.end(Buffer.alloc(bytes));
  await untilClosed();
  expect([received, peer.bytesRead]).toEqual(["reply", bytes]);
});

test.each<[string, Partial<LingerLimits>]>([
  ["as many bytes as allowed", { maxBytes: 1_000_000 }],
  ["as long as allowed", { totalMs: 50 }],
])("it reads %s, and no more", async (_name, limits) => {
  lingeringClose(peer, { ...LIMITS, ...limits });
  const flood = Buffer.alloc(64 * 1024);
  const send = setInterval(() => client.write(flood), 1);
  await untilClosed();
  clearInterval(send);
  expect(peer.bytesRead).toBeLessThan(100_000_000);
});

test("a client that sends nothing and does not close is disconnected sooner", async () => {
  lingeringClose(peer, { ...LIMITS, idleMs: 20 });
  await untilClosed();
});
