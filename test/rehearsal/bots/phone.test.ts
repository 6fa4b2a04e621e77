import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Phone, type PhoneCounts } from "../../../rehearsal/bots/phone.ts";
import { until } from "../../harness/until.ts";

type Handler = (request: IncomingMessage, response: ServerResponse, body: string) => void;

let server: Server;
let baseUrl: string;
let handler: Handler;
let counts: PhoneCounts;
let phone: Phone;

beforeEach(async () => {
  server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => {
      body += chunk;
    });
    request.on("end", () => handler(request, response, body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  counts = { replies: {}, broken: {}, mishaps: { "lost-reply": 0, reset: 0, away: 0 }, answerRequests: 0 };
  phone = new Phone(false, counts, () => 0);
});
afterEach(() => {
  phone.switchOff();
  server.closeAllConnections();
  server.close();
});

const answer = () =>
  phone.fetch(
    new Request(`${baseUrl}/api/sessions/s/answers`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: '{"question":1}',
    }),
  );
const stream = () => phone.fetch(new Request(`${baseUrl}/api/sessions/s/events`));

test("sends a request and gets the reply, as fetch does", async () => {
  handler = (request, response, body) => {
    response.writeHead(201, { "content-type": "application/json", "x-method": request.method });
    response.end(JSON.stringify({ body, type: request.headers["content-type"] }));
  };
  const reply = await answer();
  expect(reply.status).toBe(201);
  expect(reply.headers.get("x-method")).toBe("POST");
  expect(await reply.json()).toEqual({ body: '{"question":1}', type: "application/json" });
  expect(counts).toMatchObject({ replies: { "answer 201": 1 }, answerRequests: 1, broken: {} });
});

test("a lost reply: the answer arrives, and nobody hears of it", async () => {
  let arrived = 0;
  handler = (_request, response) => {
    arrived++;
    response.writeHead(201).end("{}");
  };
  phone.failNextAnswer({ kind: "lost-reply" });
  await expect(answer()).rejects.toThrow(TypeError);
  expect(arrived).toBe(1);
  // Only the next answer meets it.
  expect((await answer()).status).toBe(201);
  expect(counts).toMatchObject({ mishaps: { "lost-reply": 1 }, broken: {}, answerRequests: 2 });
});

test("a reset: the connection breaks while the server works", async () => {
  let isBroken = false;
  handler = (request) => {
    request.socket.on("close", () => {
      isBroken = true;
    });
  };
  phone.failNextAnswer({ kind: "reset", ms: 5 });
  await expect(answer()).rejects.toThrow(TypeError);
  await until("the server sees the connection break", () => isBroken);
  expect(counts).toMatchObject({ mishaps: { reset: 1 }, broken: {} });
});

test("away: the event stream breaks, nothing can be sent, and then the network is back", async () => {
  handler = (_request, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write("data: 1\n\n");
  };
  const reader = (await stream()).body!.getReader();
  expect(Buffer.from((await reader.read()).value!).toString()).toBe("data: 1\n\n");
  const returned = new Promise<void>((resolve) => phone.onReturn(resolve));
  phone.loseNetwork(20);
  await expect(reader.read()).rejects.toThrow(TypeError);
  await expect(stream()).rejects.toThrow("no network");
  await returned;
  expect((await stream()).status).toBe(200);
  expect(counts).toMatchObject({ mishaps: { away: 1 }, broken: {} });
});

test("a connection that the server breaks is counted as broken, with what was sent and why", async () => {
  handler = (request) => request.socket.destroy();
  await expect(answer()).rejects.toThrow(TypeError);
  expect(counts.broken).toEqual({ "answer: ECONNRESET": 1 });
});

test("an abort ends the request with its reason, and is nobody's fault", async () => {
  const abort = new AbortController();
  handler = () => abort.abort(new Error("enough"));
  const request = new Request(`${baseUrl}/api/time`, { signal: abort.signal });
  await expect(phone.fetch(request)).rejects.toThrow("enough");
  expect(counts.broken).toEqual({});
});

test("a phone that is switched off does nothing any more", async () => {
  let ran = false;
  phone.later(() => {
    ran = true;
  }, 0);
  phone.switchOff();
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(ran).toBe(false);
  await expect(stream()).rejects.toThrow("no network");
});
