import { once } from "node:events";
import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { brotliCompressSync } from "node:zlib";
import { Client } from "./client.ts";
import { Undescribed } from "./undescribed.ts";

const NOW = { now: "2031-04-01T12:00:00.000Z" };
/** What every reply has. */
const HEADERS = {
  "x-content-type-options": "nosniff",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "referrer-policy": "no-referrer",
  "cross-origin-resource-policy": "same-origin",
  "cache-control": "no-store",
};

let server: Server;
let client: Client;
let respond: RequestListener;
const seen: { request: IncomingMessage; body: string }[] = [];

beforeAll(async () => {
  server = createServer(async (request, response) => {
    seen.push({ request, body: await text(request) });
    respond(request, response);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  client = new Client(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
afterAll(() => {
  client.close();
  server.close();
});

function replyWith(status: number, body: unknown, headers: Record<string, string> = {}): void {
  const bytes = Buffer.from(JSON.stringify(body));
  respond = (_request, response) => {
    response.writeHead(status, { ...HEADERS, "content-type": "application/json", ...headers });
    response.end(headers["content-encoding"] === "br" ? brotliCompressSync(bytes) : bytes);
  };
}

test("a typed call returns the reply as it was on the network, whatever its status", async () => {
  replyWith(200, NOW);
  const reply = await client.call("a token", (api) => api.GET("/api/time"));
  expect(reply).toMatchObject({ call: "GET /api/time", status: 200, body: NOW });
  expect(reply.raw.toString()).toBe(JSON.stringify(NOW));
  expect(reply.doneAt).toBeGreaterThanOrEqual(reply.sentAt);
  expect(seen.at(-1)?.request.headers.authorization).toBe("Bearer a token");

  const error = {
    name: "UnknownCode",
    message: "No session has this code.",
    code: 404,
    type: "UNKNOWN_CODE",
  };
  replyWith(404, error);
  const body = { code: "BCDFGH", nickname: "Ann" };
  expect(await client.call(undefined, (api) => api.POST("/api/join", { body }))).toMatchObject({
    status: 404,
    body: error,
  });
  expect(seen.at(-1)).toMatchObject({ body: JSON.stringify(body) });
});

test("a coded reply is recorded as it came", async () => {
  replyWith(200, NOW, { "content-encoding": "br" });
  const { raw, body } = await client.call(undefined, (api) => api.GET("/api/time"));
  expect([raw, body]).toEqual([brotliCompressSync(JSON.stringify(NOW)), undefined]);
});

test.each([
  ["a field that is not described", 200, { ...NOW, zone: "Z" }, "zone"],
  ["a status that is not described", 418, NOW, "418"],
  ["a value that the description forbids", 200, { now: "noon" }, "now"],
])("%s fails the call, however it was made", async (_what, status, body, named) => {
  replyWith(status, body);
  for (const call of [
    () => client.call(undefined, (api) => api.GET("/api/time")),
    () => client.send("GET", "/api/time"),
  ]) {
    const error = await call().catch((caught) => caught);
    expect(error).toBeInstanceOf(Undescribed);
    expect(error.message).toMatch(new RegExp(`^GET /api/time -> ${status} [^]*${named}`));
  }
});

test("a route that is not described fails the call", async () => {
  replyWith(200, {});
  await expect(client.send("GET", "/api/new")).rejects.toThrow(Undescribed);
});
