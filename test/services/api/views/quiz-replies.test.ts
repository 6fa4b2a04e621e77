import { brotliDecompressSync, gunzipSync } from "node:zlib";
import type { RequestContext } from "../../../../services/api/http/request-context.ts";
import { QuizReplyCache } from "../../../../services/api/views/quiz-replies.ts";
import { quizView } from "../../../../services/api/views/session-view.ts";
import { cachedSession, SECRET } from "../fixtures.ts";

const cache = new QuizReplyCache();
const session = cachedSession();
const requestWith = (headers: Record<string, string>) =>
  ({ req: { headers, socket: {} } }) satisfies Pick<RequestContext, "req">;
const replyTo = (acceptEncoding: string, headers: Record<string, string> = {}) =>
  cache.reply(requestWith({ "accept-encoding": acceptEncoding, ...headers }), session);

test.each([
  ["gzip, deflate, br", "br"],
  ["gzip", "gzip"],
  ["GZIP;q=0.5", "gzip"],
  ["br;q=0, gzip", "gzip"],
  ["*", "br"],
  ["br;q=0, *;q=0.1", "gzip"],
  ["*;q=0", undefined],
  ["deflate", undefined],
  ["", undefined],
])("Accept-Encoding %j gets %s", async (header, encoding) => {
  const { headers } = await replyTo(header);
  expect(headers?.["Content-Encoding"]).toBe(encoding);
  expect(headers?.Vary).toBe("Accept-Encoding");
});

test("all encodings have the same quiz, without a key", async () => {
  const [br, gzip, identity] = await Promise.all(["br", "gzip", ""].map((encoding) => replyTo(encoding)));
  const texts = [
    brotliDecompressSync(br?.body as Buffer),
    gunzipSync(gzip?.body as Buffer),
    identity?.body as Buffer,
  ].map(String);
  expect(new Set(texts).size).toBe(1);
  expect(JSON.parse(texts[0]!)).toEqual(quizView(session));
  expect(texts[0]).not.toContain(SECRET);
});

test("each encoding has its own strong ETag, and a request with it gets a 304", async () => {
  const tags = await Promise.all(
    ["br", "gzip", ""].map(async (encoding) => (await replyTo(encoding)).headers?.ETag as string),
  );
  expect(new Set(tags).size).toBe(3);
  for (const tag of tags) expect(tag).toMatch(/^"[\w-]+"$/);
  const again = await replyTo("br", { "if-none-match": tags[0]! });
  expect([again.status, again.body]).toEqual([304, undefined]);
  expect((await replyTo("gzip", { "if-none-match": tags[0]! })).status).toBe(200);
});

test("concurrent requests encode a version once", async () => {
  const version = cachedSession({ version: 2 });
  const replies = await Promise.all(
    Array.from({ length: 50 }, () => cache.reply(requestWith({ "accept-encoding": "br" }), version)),
  );
  expect(new Set(replies.map(({ body }) => body)).size).toBe(1);
});
