import { once } from "node:events";
import { Agent, createServer, get, type Agent as HttpAgent, type ServerResponse } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { InFlight } from "../../../../services/api/http/in-flight.ts";
import { until } from "../../../harness/until.ts";

/** Longer than a test may take: what holds a stop up that long fails it. */
const FOR_EVER_MS = 3_600_000;

/** A server whose responses are answered by hand. */
async function serving(longestWaitMs = FOR_EVER_MS) {
  const responses: ServerResponse[] = [];
  const server = createServer((_req, res) => {
    inFlight.track(res);
    responses.push(res);
  });
  const inFlight = new InFlight(server, undefined, longestWaitMs);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const ask = (agent?: HttpAgent) =>
    new Promise<{ text: string; connection: string | undefined }>((resolve, reject) => {
      get({ port, host: "127.0.0.1", agent: agent ?? false }, (response) => {
        let text = "";
        response.on("data", (chunk) => {
          text += chunk;
        });
        response.on("end", () => resolve({ text, connection: response.headers.connection }));
      }).on("error", reject);
    });
  return { inFlight, server, responses, ask };
}

test("a request under way is finished, a new one refused, then the server is closed", async () => {
  const { inFlight, server, responses, ask } = await serving();
  const asked = ask();
  await until("it is under way", () => inFlight.count === 1);
  const closed = inFlight.closeServer();
  await expect(ask()).rejects.toThrow(/ECONNREFUSED/);
  responses[0]?.end("done");
  expect(await asked).toEqual({ text: "done", connection: "close" });
  await closed;
  expect([inFlight.count, server.listening]).toEqual([0, false]);
});

test("idle connections that clients keep do not hold a stop up", async () => {
  const { inFlight, responses, ask } = await serving();
  const agent = new Agent({ keepAlive: true });
  const asked = ask(agent);
  await until("it is under way", () => responses.length === 1);
  responses[0]?.end();
  await asked;
  await inFlight.closeServer();
  agent.destroy();
});

test("neither does a stream that is ended after the stop began, on a connection that its client keeps", async () => {
  const { inFlight, responses, ask } = await serving();
  const agent = new Agent({ keepAlive: true });
  const asked = ask(agent);
  await until("it streams", () => responses.length === 1);
  responses[0]?.writeHead(200).flushHeaders();
  responses[0]?.write("event");
  const closed = inFlight.closeServer();
  responses[0]?.end("farewell");
  await closed;
  expect((await asked).text).toBe("eventfarewell");
  agent.destroy();
});

test("a request of which the rest does not come is cut off once its time is up", async () => {
  const { inFlight, server } = await serving(1);
  const { port } = server.address() as AddressInfo;
  const half = connect(port, "127.0.0.1").on("error", () => {});
  const gone = new Promise((resolve) => half.resume().once("close", resolve));
  const heard = once(server, "connection");
  half.write("POST / HTTP/1.1\r\nHost: x\r\nContent-Le");
  await heard;
  await inFlight.closeServer();
  await gone;
});
