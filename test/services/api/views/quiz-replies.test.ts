import { brotliDecompressSync, gunzipSync } from "node:zlib";
import type { Exchange } from "../../../../services/api/http/request-context.ts";
import { QuizShelf } from "../../../../services/api/views/quiz-replies.ts";
import { quizView } from "../../../../services/api/views/session-view.ts";
import { knownSession, SECRET } from "../fixtures.ts";

const shelf = new QuizShelf();
const known = knownSession();
const asked = (headers: Record<string, string>) =>
  ({ req: { headers, socket: {} } }) satisfies Pick<Exchange, "req">;
const replyTo = (acceptEncoding: string, more: Record<string, string> = {}) =>
  shelf.reply(asked({ "accept-encoding": acceptEncoding, ...more }), known);

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
])("a client that takes %j gets %s", async (header, encoding) => {
  const { headers } = await replyTo(header);
  expect(headers?.["Content-Encoding"]).toBe(encoding);
  expect(headers?.Vary).toBe("Accept-Encoding");
});

test("all encodings hold the same quiz, without a key", async () => {
  const [br, gzip, identity] = await Promise.all(["br", "gzip", ""].map((encoding) => replyTo(encoding)));
  const texts = [
    brotliDecompressSync(br?.body as Buffer),
    gunzipSync(gzip?.body as Buffer),
    identity?.body as Buffer,
  ].map(String);
  expect(new Set(texts).size).toBe(1);
  expect(JSON.parse(texts[0]!)).toEqual(quizView(known));
  expect(texts[0]).not.toContain(SECRET);
});

test("each encoding has a strong tag of its own, which is met with 304", async () => {
  const tags = await Promise.all(
    ["br", "gzip", ""].map(async (encoding) => (await replyTo(encoding)).headers?.ETag as string),
  );
  expect(new Set(tags).size).toBe(3);
  for (const tag of tags) expect(tag).toMatch(/^"[\w-]+"$/);
  const again = await replyTo("br", { "if-none-match": tags[0]! });
  expect([again.status, again.body]).toEqual([304, undefined]);
  expect((await replyTo("gzip", { "if-none-match": tags[0]! })).status).toBe(200);
});

test("a version is made into bytes once, however many ask at the same time", async () => {
  const version = knownSession({ version: 2 });
  const replies = await Promise.all(
    Array.from({ length: 50 }, () => shelf.reply(asked({ "accept-encoding": "br" }), version)),
  );
  expect(new Set(replies.map(({ body }) => body)).size).toBe(1);
});
