import { createServer, type IncomingMessage } from "node:http";
import { duplexPair } from "node:stream";
import fc from "fast-check";
import { parseRequestHead } from "../../../../../services/api/http/raw/request-head.ts";
import { READ_HEADERS } from "../../../../../services/api/http/request-context.ts";

const START = "GET /api/sessions HTTP/1.1\r\nHost: here\r\n";
const parse = (text: string) => parseRequestHead(Buffer.from(text, "latin1"));

test("a head is parsed with the headers that the gateway reads, without the spaces around their values", () => {
  const head = `POST /a?b=c HTTP/1.1\r\nhost: here\r\nAUTHORIZATION:  Bearer x \t\r\nX-Other: y\r\nContent-Length: 3\r\n\r\n`;
  expect(parse(`${head}abcGET`)).toEqual({
    method: "POST",
    url: "/a?b=c",
    headers: { authorization: "Bearer x" },
    length: head.length,
    bodyLength: 3,
    closeAfterResponse: false,
  });
});

test.each([
  ["Connection: close", true],
  ["Connection: Keep-Alive", false],
])("%s decides whether the connection closes", (line, closeAfterResponse) => {
  expect(parse(`${START}${line}\r\n\r\n`)).toMatchObject({ closeAfterResponse });
});

test("a partial head is incomplete for as long as it can become a supported one", () => {
  const full = `${START}\r\n`;
  for (let length = 5; length < full.length; length++) {
    expect([length, parse(full.slice(0, length))]).toEqual([length, "incomplete"]);
  }
});

test.each([
  ["PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "HTTP/2"],
  [`${START}${"x".repeat(9000)}`, "a head without an end"],
  ["GET / HTTP/1.1\r\n\r\n", "no host"],
  [`${START}Host: here\r\n\r\n`, "two hosts"],
  ["GET / HTTP/1.0\r\nHost: here\r\n\r\n", "HTTP/1.0"],
  ["get / HTTP/1.1\r\nHost: here\r\n\r\n", "a lower-case method"],
  ["GET http://here/ HTTP/1.1\r\nHost: here\r\n\r\n", "an absolute URL"],
  ["GET /\x7f HTTP/1.1\r\nHost: here\r\n\r\n", "a control character in the path"],
  ["GET  / HTTP/1.1\r\nHost: here\r\n\r\n", "two spaces"],
  ["GET / HTTP/1.1\nHost: here\n\n\r\n\r\n", "bare line feeds"],
  [`${START}A b: c\r\n\r\n`, "a space in a header name"],
  [`${START}Host : x\r\n\r\n`, "a space before the colon"],
  [`${START} folded\r\n\r\n`, "a folded line"],
  [`${START}X: \0\r\n\r\n`, "a NUL"],
  [`${START}X: \xe9\r\n\r\n`, "a letter beyond ASCII"],
  [`${START}X: a\rb\r\n\r\n`, "a bare carriage return"],
  ["TRACE / HTTP/1.1\r\nHost: here\r\n\r\n", "a method that the API does not have"],
  ["POST / HTTP/1.1\r\nHost: here\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\nx", "a length twice"],
  ["POST / HTTP/1.1\r\nHost: here\r\nContent-Length: +1\r\n\r\nx", "a length with a sign"],
  ["POST / HTTP/1.1\r\nHost: here\r\nContent-Length: 1, 1\r\n\r\nx", "a list of lengths"],
  ["POST / HTTP/1.1\r\nHost: here\r\nContent-Length: 0x1\r\n\r\nx", "a length in hexadecimal"],
  ["POST / HTTP/1.1\r\nHost: here\r\nTransfer-Encoding: chunked\r\n\r\n", "chunks"],
  [
    "POST / HTTP/1.1\r\nHost: here\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\nx",
    "a length and chunks",
  ],
  ["POST / HTTP/1.1\r\nHost: here\r\nContent-Length: 1\r\nExpect: 100-continue\r\n\r\n", "an expectation"],
  [`${START}Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n`, "an upgrade"],
  [`${START}Connection: close, TE\r\n\r\n`, "a list of connection options"],
  [`${START}Authorization: a\r\nAuthorization: b\r\n\r\n`, "two tokens"],
])("%j is unsupported: %s", (text) => {
  expect(parse(text)).toBe("unsupported");
});

test.each([
  [`${START}Content-Length: 0\r\n\r\n`, 0, "a length with GET"],
  ["POST / HTTP/1.1\r\nHost: here\r\n\r\n", 0, "POST without a length"],
  ["PUT / HTTP/1.1\r\nHost: here\r\nContent-Length: 1000000\r\n\r\n", 1_000_000, "a large body"],
  ["DELETE / HTTP/1.1\r\nHost: here\r\n\r\n", 0, "DELETE"],
  ["HEAD / HTTP/1.1\r\nHost: here\r\n\r\n", 0, "HEAD"],
  ["OPTIONS / HTTP/1.1\r\nHost: here\r\nOrigin: https://quiz.example\r\n\r\n", 0, "a preflight"],
])("%j has a body of %i bytes: %s", (text, bodyLength) => {
  expect(parse(text)).toMatchObject({ bodyLength });
});

/** How Node's own server parses a connection's first bytes; null if it rejects them. */
async function parseWithNode(text: string): Promise<{ req: IncomingMessage; body: string } | null> {
  const server = createServer();
  const [client, side] = duplexPair();
  const outcome = new Promise<{ req: IncomingMessage; body: string } | null>((resolve) => {
    server.on("request", async (req: IncomingMessage) => {
      const chunks: Buffer[] = [];
      for await (const chunk of req) chunks.push(chunk as Buffer);
      resolve({ req, body: Buffer.concat(chunks).toString("latin1") });
    });
    server.on("clientError", () => resolve(null));
  });
  server.emit("connection", side);
  client.write(Buffer.from(text, "latin1"));
  client.resume();
  const parsed = await outcome;
  side.destroy();
  client.destroy();
  return parsed;
}

const unusual = fc.constantFrom(...'\0\t\n\r :,;é\x7f"(){}[]@/\\=');
const word = fc.string({ unit: fc.constantFrom(..."abcXYZ019-_"), minLength: 1, maxLength: 12 });
const name = fc.oneof(
  fc.constantFrom(
    ...READ_HEADERS,
    "Host",
    "Content-Length",
    "Connection",
    "Transfer-Encoding",
    "TE",
    "Expect",
    "Upgrade",
  ),
  word,
);
const value = fc.oneof(
  fc.constantFrom(
    "0",
    "5",
    "05",
    "5 ",
    "chunked",
    "close",
    "keep-alive",
    "identity",
    "x, y",
    "100-continue",
    "",
  ),
  fc
    .array(fc.oneof({ weight: 8, arbitrary: word }, unusual), { maxLength: 4 })
    .map((parts) => parts.join("")),
);
const lineEnd = fc.oneof(
  { weight: 30, arbitrary: fc.constant("\r\n") },
  fc.constantFrom("\n", "\r", "\r\n "),
);
const line = fc
  .tuple(name, fc.constantFrom(": ", ":", " : ", ":\t"), value, lineEnd)
  .map((parts) => parts.join(""));
const request = fc
  .record({
    method: fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom("GET", "POST", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS") },
      fc.constantFrom("get", "TRACE", "LINK", ""),
    ),
    target: fc.oneof({ weight: 4, arbitrary: word.map((path) => `/${path}`) }, value),
    version: fc.oneof(
      { weight: 8, arbitrary: fc.constant("HTTP/1.1") },
      fc.constantFrom("HTTP/1.0", "HTTP/2"),
    ),
    hosts: fc.constantFrom("Host: here\r\n", "Host: here\r\n", "", "host:here\r\n"),
    lengths: fc.constantFrom("Content-Length: 5\r\n", "content-length:0\r\n", "", ""),
    lines: fc.array(line, { maxLength: 4 }),
  })
  .map(
    ({ method, target, version, hosts, lengths, lines }) =>
      `${method} ${target} ${version}\r\n${hosts}${lengths}${lines.join("")}\r\nhello`,
  );

test("Node's own parser reads every supported head in the same way", async () => {
  let supported = 0;
  await fc.assert(
    fc.asyncProperty(request, async (text) => {
      const head = parse(text);
      if (typeof head === "string") return;
      supported++;
      const end = head.length + head.bodyLength;
      const node = await parseWithNode(text.slice(0, end));
      expect(node).not.toBeNull();
      const { req, body } = node!;
      const headers = READ_HEADERS.flatMap((name) =>
        name in req.headers ? [[name, req.headers[name]]] : [],
      );
      expect([req.method, req.url, Object.fromEntries(headers), body]).toEqual([
        head.method,
        head.url,
        head.headers,
        text.slice(head.length, end),
      ]);
    }),
    { numRuns: 3000 },
  );
  expect(supported).toBeGreaterThan(100);
});
