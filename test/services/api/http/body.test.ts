import { request } from "node:http";
import { BadRequest, BodyTooLarge } from "../../../../platform/errors.ts";
import { parseJson, readBody } from "../../../../services/api/http/body.ts";
import { httpServer } from "./http-server.ts";

const LIMIT = 1000;
let outcome: Promise<Buffer>;
let onReading = () => {};
const { port } = httpServer((req, res) => {
  outcome = readBody(req, LIMIT);
  onReading();
  outcome.then(
    () => res.end("read"),
    () => res.writeHead(413, { Connection: "close" }).end("rejected"),
  );
});

/** Sends a body, with its length or in chunks; returns the status and what `readBody` gave. */
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
])("a body up to the limit is read in full (%j)", async (framing) => {
  const body = "x".repeat(LIMIT);
  expect(await sent(body, framing)).toEqual({ status: 200, read: Buffer.from(body) });
});

test.each([
  { chunked: false },
  { chunked: true },
])("a body one byte over the limit is rejected, and the client gets the error (%j)", async (framing) => {
  const { status, read } = await sent("x".repeat(LIMIT + 1), framing);
  expect(status).toBe(413);
  expect(read).toBeInstanceOf(BodyTooLarge);
  expect(read).toMatchObject({ data: { limit: LIMIT } });
});

test("the limit counts bytes, not characters", async () => {
  expect((await sent("é".repeat(LIMIT / 2))).status).toBe(200);
  expect((await sent("é".repeat(LIMIT / 2 + 1))).status).toBe(413);
});

test("reading fails if the client disconnects", async () => {
  const reading = new Promise<void>((resolve) => {
    onReading = resolve;
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
  ["an empty body", Buffer.alloc(0)],
  ["text", Buffer.from("hello")],
  ["half an object", Buffer.from('{"a":')],
  ["two values", Buffer.from("{}{}")],
  ["NaN", Buffer.from("NaN")],
  ["JSON in Latin-1", Buffer.from('{"name":"Zo\xeb"}', "latin1")],
  ["JSON in UTF-16", Buffer.from('{"a":1}', "utf16le")],
  ["a byte that is not UTF-8", Buffer.concat([Buffer.from('"'), Buffer.from([0xff]), Buffer.from('"')])],
])("%s is a bad request", (_name, body) => {
  expect(() => parseJson(body)).toThrow(BadRequest);
});

test.each([
  ["", "it ends too early"],
  ['{"a":1,}', "there is an error at character 8"],
  ['{"a":tru}', 'there is an unexpected "}"'],
  ["secret", 'there is an unexpected "s"'],
  ['"' + "\t" + '"', "there is an error at character 2"],
])("a body that is not JSON is refused in our own words: %j", (body, reason) => {
  expect(() => parseJson(Buffer.from(body))).toThrow(new BadRequest(`The body is not JSON: ${reason}.`));
});
