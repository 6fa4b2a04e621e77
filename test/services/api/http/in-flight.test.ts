import { once } from "node:events";
import { Agent, createServer, get, type Agent as HttpAgent, type ServerResponse } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { InFlight } from "../../../../services/api/http/in-flight.ts";
import { until } from "../../../harness/until.ts";

/** Longer than a test may take: a shutdown that waits this long fails the test. */
const FOREVER_MS = 3_600_000;

/** A server whose responses are sent by the test. */
async function startServer(graceMs = FOREVER_MS) {
  const responses: ServerResponse[] = [];
  const server = createServer((_req, res) => {
    inFlight.track(res);
    responses.push(res);
  });
  const inFlight = new InFlight(server, undefined, graceMs);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const fetchText = (agent?: HttpAgent) =>
    new Promise<{ text: string; connection: string | undefined }>((resolve, reject) => {
      get({ port, host: "127.0.0.1", agent: agent ?? false }, (response) => {
        let text = "";
        response.on("data", (chunk) => {
          text += chunk;
        });
        response.on("end", () => resolve({ text, connection: response.headers.connection }));
      }).on("error", reject);
    });
  return { inFlight, server, responses, fetchText };
}

test("a request under way finishes, a new connection is refused, then the server is closed", async () => {
  const { inFlight, server, responses, fetchText } = await startServer();
  const response = fetchText();
  await until("it is under way", () => inFlight.count === 1);
  const closed = inFlight.closeServer();
  await expect(fetchText()).rejects.toThrow(/ECONNREFUSED/);
  responses[0]?.end("done");
  expect(await response).toEqual({ text: "done", connection: "close" });
  await closed;
  expect([inFlight.count, server.listening]).toEqual([0, false]);
});

test("idle keep-alive connections do not delay a shutdown", async () => {
  const { inFlight, responses, fetchText } = await startServer();
  const agent = new Agent({ keepAlive: true });
  const response = fetchText(agent);
  await until("it is under way", () => responses.length === 1);
  responses[0]?.end();
  await response;
  await inFlight.closeServer();
  agent.destroy();
});

test("a stream that ends during a shutdown does not delay it, although its client keeps the connection alive", async () => {
  const { inFlight, responses, fetchText } = await startServer();
  const agent = new Agent({ keepAlive: true });
  const response = fetchText(agent);
  await until("it streams", () => responses.length === 1);
  responses[0]?.writeHead(200).flushHeaders();
  responses[0]?.write("event");
  const closed = inFlight.closeServer();
  responses[0]?.end("goodbye");
  await closed;
  expect((await response).text).toBe("eventgoodbye");
  agent.destroy();
});

test("an incomplete request is cut off after the grace time", async () => {
  const { inFlight, server } = await startServer(1);
  const { port } = server.address() as AddressInfo;
  const half = connect(port, "127.0.0.1").on("error", () => {});
  const closed = new Promise((resolve) => half.resume().once("close", resolve));
  const connected = once(server, "connection");
  half.write("POST / HTTP/1.1\r\nHost: x\r\nContent-Le");
  await connected;
  await inFlight.closeServer();
  await closed;
});
