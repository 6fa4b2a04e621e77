import { request } from "node:http";
import { BadRequest, BodyTooLarge } from "../../../../platform/errors.ts";
import { parseJson, readBody } from "../../../../services/api/http/body.ts";
import { httpServer } from "./http-server.ts";

const LIMIT = 1000;
let outcome: Promise<Buffer>;
let begun = () => {};
const { port } = httpServer((req, res) => {
  outcome = readBody(req, LIMIT);
  begun();
  outcome.then(
    () => res.end("read"),
    () => res.writeHead(413, { Connection: "close" }).end("refused"),
  );
});

/** Sends a body, in chunks where its length is not told, and answers the status and what was read. */
async function sent(
  body: string | Buffer,
  { chunked = false } = {},
): Promise<{ status: number; read: unknown }> {
  const status = await new Promise<number>((resolve, reject) => {
    const headers = chunked ? {} : { "Content-Length": Buffer.byteLength(body) };
    const call = request({ port: port(), host: "127.0.0.1", method: "POST", headers }, (response) => {
      response.resume().on("end", () => resolve(response.statusCode ?? 0));
    });
    call.on("error", reject);
    if (chunked) for (let at = 0; at < body.length; at += 400) call.write(body.slice(at, at + 400));
    call.end(chunked ? undefined : body);
  });
  return { status, read: await outcome.catch((error) => error) };
}

test.each([
  { chunked: false },
  { chunked: true },
])("a body up to its limit is read whole (%j)", async (how) => {
  const body = "x".repeat(LIMIT);
  expect(await sent(body, how)).toEqual({ status: 200, read: Buffer.from(body) });
});

test.each([
  { chunked: false },
  { chunked: true },
])("one byte more is refused, and the refusal arrives (%j)", async (how) => {
  const { status, read } = await sent("x".repeat(LIMIT + 1), how);
  expect(status).toBe(413);
  expect(read).toBeInstanceOf(BodyTooLarge);
  expect(read).toMatchObject({ data: { limit: LIMIT } });
});

test("the limit counts bytes, not characters", async () => {
  expect((await sent("é".repeat(LIMIT / 2))).status).toBe(200);
  expect((await sent("é".repeat(LIMIT / 2 + 1))).status).toBe(413);
});

test("a client that breaks off leaves nobody waiting", async () => {
  const reading = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const call = request({
    port: port(),
    host: "127.0.0.1",
    method: "POST",
    headers: { "Content-Length": 500 },
  });
  call.on("error", () => {});
  call.write("x");
  await reading;
  call.destroy();
  await expect(outcome).rejects.toThrow(BadRequest);
});

test("JSON in UTF-8 is parsed", () => {
  expect(parseJson(Buffer.from('{"name":"Zoë"}'))).toEqual({ name: "Zoë" });
  expect(parseJson(Buffer.from("null"))).toBeNull();
});

test.each<[string, Buffer]>([
  ["nothing", Buffer.alloc(0)],
  ["text", Buffer.from("hello")],
  ["half an object", Buffer.from('{"a":')],
  ["two values", Buffer.from("{}{}")],
  ["NaN", Buffer.from("NaN")],
  ["JSON in Latin-1", Buffer.from('{"name":"Zo\xeb"}', "latin1")],
  ["JSON in UTF-16", Buffer.from('{"a":1}', "utf16le")],
  ["a byte that no UTF-8 has", Buffer.concat([Buffer.from('"'), Buffer.from([0xff]), Buffer.from('"')])],
])("%s is a bad request", (_what, body) => {
  expect(() => parseJson(body)).toThrow(BadRequest);
});
