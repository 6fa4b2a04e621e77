import { brotliCompressSync, brotliDecompressSync, gunzipSync } from "node:zlib";
import { expect, test } from "@jest/globals";
import type { Gateway } from "../../../../services/api/gateway.ts";
import type { RequestContext } from "../../../../services/api/http/request-context.ts";
import type { Reply } from "../../../../services/api/http/response.ts";
import { filesRoute, pageRoute } from "../../../../services/api/pages/page-routes.ts";
import { ASK_EACH_TIME, FOR_GOOD, StaticFile } from "../../../../services/api/pages/static-file.ts";

const TEXT = "body { margin: 0 }\n".repeat(100);
const fileOf = (read: ConstructorParameters<typeof StaticFile>[2]) =>
  new StaticFile("text/css; charset=utf-8", { "Cache-Control": FOR_GOOD }, read);
const requestWith = (headers: Record<string, string>, params = {}) =>
  ({ req: { headers, socket: {} }, params }) as unknown as RequestContext;

test.each([
  ["gzip, deflate, br", "br", (body: Buffer) => brotliDecompressSync(body)],
  ["gzip", "gzip", (body: Buffer) => gunzipSync(body)],
  ["identity", undefined, (body: Buffer) => body],
  ["br;q=0", undefined, (body: Buffer) => body],
])("Accept-Encoding %j gets %s, with an ETag of its own and a 304 for it", async (accepted, encoding, unpack) => {
  const file = fileOf(() => ({ identity: Buffer.from(TEXT) }));
  const headers = { "accept-encoding": accepted };
  const reply = await file.reply(requestWith(headers));
  expect(reply).toMatchObject({
    status: 200,
    headers: {
      "Content-Type": "text/css; charset=utf-8",
      "Cache-Control": "public, max-age=31536000, immutable",
      Vary: "Accept-Encoding",
      ETag: expect.stringMatching(encoding ? new RegExp(`^"[\\w-]{22}-${encoding}"$`) : /^"[\w-]{22}"$/),
    },
  });
  expect(reply.headers?.["Content-Encoding"]).toBe(encoding);
  expect(unpack(reply.body as Buffer).toString()).toBe(TEXT);
  const again = await file.reply(requestWith({ ...headers, "if-none-match": reply.headers!.ETag! }));
  expect([again.status, again.body, again.headers?.ETag]).toEqual([304, undefined, reply.headers!.ETag]);
  expect((await file.reply(requestWith({ ...headers, "if-none-match": '"another"' }))).status).toBe(200);
});

test("a file is read once for all requests, and Brotli that is there already is sent as it is", async () => {
  const br = brotliCompressSync(TEXT);
  let reads = 0;
  const file = fileOf(async () => {
    reads += 1;
    return { identity: Buffer.from(TEXT), br };
  });
  const replies = await Promise.all(
    ["br", "gzip", "br"].map((one) => file.reply(requestWith({ "accept-encoding": one }))),
  );
  expect(replies[0]!.body).toBe(br);
  expect(replies[2]).toBe(replies[0]);
  expect(reads).toBe(1);
});

test("a file that cannot be read fails the request, and the next request reads it again", async () => {
  let reads = 0;
  const file = fileOf(() => {
    reads += 1;
    if (reads === 1) throw new Error("The disk is away.");
    return { identity: Buffer.from(TEXT) };
  });
  await expect(file.reply(requestWith({}))).rejects.toThrow("The disk is away.");
  expect((await file.reply(requestWith({}))).status).toBe(200);
});

test("a page has its own headers", async () => {
  const policy = "default-src 'self'";
  const headers = { "Cache-Control": ASK_EACH_TIME, "Content-Security-Policy": policy };
  const page = new StaticFile("text/html", headers, () => ({ identity: Buffer.from("<p>") }));
  const { path, handle } = pageRoute("/docs", page);
  expect(path).toBe("/docs");
  const reply = (await handle({} as Gateway, requestWith({}))) as Reply;
  expect(reply.headerText).toContain(`Content-Security-Policy: ${policy}\r\n`);
  expect(reply.headerText).not.toContain("default-src 'none'");
  expect(reply.headerText).toContain("X-Content-Type-Options: nosniff\r\n");
});

test("only the names of the list exist", async () => {
  const file = fileOf(() => ({ identity: Buffer.from(TEXT) }));
  const { handle } = filesRoute("/docs", new Map([["a.css", file]]));
  const reply = (name: string) => handle({} as Gateway, requestWith({}, { file: name }));
  expect(((await reply("a.css")) as Reply).status).toBe(200);
  for (const name of [
    "b.css",
    "",
    "../a.css",
    "..%2fa.css",
    "/etc/passwd",
    "a.css\0",
    "__proto__",
    "constructor",
  ])
    expect(() => reply(name)).toThrow("No such file.");
});
