import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { send } from "../../../../services/api/http/node-request-context.ts";
import { cacheReply, conditionalReply, json, type Reply } from "../../../../services/api/http/response.ts";
import { httpServer } from "./http-server.ts";

let reply: Reply;
let prepare = (_res: ServerResponse) => {};
const { base } = httpServer((_req, res) => {
  prepare(res);
  void send(res, reply);
});
beforeEach(() => {
  prepare = () => {};
});

const requestWith = (ifNoneMatch?: string) => ({
  req: { headers: { "if-none-match": ifNoneMatch } } as unknown as IncomingMessage,
});
const cached = (etag = '"tag"') =>
  cacheReply(Buffer.from("body"), etag, { "Cache-Control": "public, max-age=1" });
const statusFor = (ifNoneMatch?: string) => conditionalReply(requestWith(ifNoneMatch), cached()).status;

test.each<[string | undefined, number]>([
  [undefined, 200],
  ["", 200],
  ['"other"', 200],
  ["tag", 200],
  ['"tag"', 304],
  ['W/"tag"', 304],
  ['"other", "tag"', 304],
  [' "other" ,W/"tag" ', 304],
  ["*", 304],
])('If-None-Match %p of "tag": %i', (header, status) => {
  expect(statusFor(header)).toBe(status);
});

test("a weak tag matches itself, sent as weak or strong", () => {
  const weak = (header: string) => conditionalReply(requestWith(header), cached('W/"tag"')).status;
  expect([weak('W/"tag"'), weak('"tag"')]).toEqual([304, 304]);
});

test("a version that the client has is not sent again, but its ETag and Cache-Control are", async () => {
  reply = conditionalReply(requestWith('"tag"'), cached());
  const response = await fetch(base());
  expect(response.status).toBe(304);
  expect(response.headers.get("etag")).toBe('"tag"');
  expect(response.headers.get("cache-control")).toBe("public, max-age=1");
  expect(response.headers.get("content-length")).toBeNull();
  expect(await response.text()).toBe("");
});

test("JSON is sent with its type and its length in bytes", async () => {
  reply = json(201, { name: "Zoë 🐎" }, { Location: "/there" });
  const response = await fetch(base());
  const text = await response.text();
  expect([response.status, JSON.parse(text)]).toEqual([201, { name: "Zoë 🐎" }]);
  expect(response.headers.get("content-type")).toBe("application/json; charset=utf-8");
  expect(response.headers.get("content-length")).toBe(String(Buffer.byteLength(text)));
  expect(response.headers.get("location")).toBe("/there");
});

test("a 204 has no body and no length", async () => {
  reply = { status: 204 };
  const response = await fetch(base());
  expect([response.status, response.headers.get("content-length"), await response.text()]).toEqual([
    204,
    null,
    "",
  ]);
});

test("an existing Vary header is kept", async () => {
  prepare = (res) => res.setHeader("Vary", "Origin");
  reply = json(200, {}, { Vary: "Authorization" });
  expect((await fetch(base())).headers.get("vary")).toBe("Origin, Authorization");
});

test("a stream is piped to its end", async () => {
  reply = { status: 200, body: Readable.from(["one,", "two"]) };
  expect(await (await fetch(base())).text()).toBe("one,two");
});

test("a response that was started is not started again", async () => {
  prepare = (res) => res.end("first");
  reply = json(500, {});
  const response = await fetch(base());
  expect([response.status, await response.text()]).toEqual([200, "first"]);
});
