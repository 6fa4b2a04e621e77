import { createServer, type IncomingMessage } from "node:http";
import { duplexPair } from "node:stream";
import fc from "fast-check";
import { readPlainHead } from "../../../../../services/api/http/raw/request-head.ts";
import { HEEDED } from "../../../../../services/api/http/request-context.ts";

const PLAIN = "GET /api/sessions HTTP/1.1\r\nHost: here\r\n";
const read = (text: string) => readPlainHead(Buffer.from(text, "latin1"));

test("a head is read with the headers that are heeded, without the blanks around them", () => {
  const head = `POST /a?b=c HTTP/1.1\r\nhost: here\r\nAUTHORIZATION:  Bearer x \t\r\nX-Other: y\r\nContent-Length: 3\r\n\r\n`;
  expect(read(`${head}abcGET`)).toEqual({
    method: "POST",
    url: "/a?b=c",
    headers: { authorization: "Bearer x" },
    length: head.length,
    bodyLength: 3,
    isLast: false,
  });
});

test.each([
  ["Connection: close", true],
  ["Connection: Keep-Alive", false],
])("%s is heeded", (line, isLast) => {
  expect(read(`${PLAIN}${line}\r\n\r\n`)).toMatchObject({ isLast });
});

test("a head that has only begun is waited for, whatever its first bytes could still become", () => {
  const whole = `${PLAIN}\r\n`;
  for (let length = 5; length < whole.length; length++) {
    expect([length, read(whole.slice(0, length))]).toEqual([length, "unfinished"]);
  }
});

test.each([
  ["", "nothing at all"],
  ["GE", "too little to tell"],
  ["\x16\x03\x01\x02", "TLS"],
  ["PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "HTTP/2"],
  [`${PLAIN}${"x".repeat(9000)}`, "a head without an end"],
  ["GET / HTTP/1.1\r\n\r\n", "no host"],
  ["GET / HTTP/1.1\nHost: he", "a bare line feed in a head that has only begun"],
  ["GET / HTTP/1.1\r\nBad Name: h\r\nX: ", "a bad name in one"],
  ["GET / HTTP/2.0\r\nX: ", "another version in one"],
  [`${PLAIN}Host: here\r\n\r\n`, "two hosts"],
  ["GET / HTTP/1.0\r\nHost: here\r\n\r\n", "HTTP/1.0"],
  ["get / HTTP/1.1\r\nHost: here\r\n\r\n", "a method in small letters"],
  ["GET http://here/ HTTP/1.1\r\nHost: here\r\n\r\n", "an absolute address"],
  ["GET /\x7f HTTP/1.1\r\nHost: here\r\n\r\n", "a control character in the address"],
  ["GET  / HTTP/1.1\r\nHost: here\r\n\r\n", "two blanks"],
  ["GET / HTTP/1.1\nHost: here\n\n\r\n\r\n", "bare line feeds"],
  [`${PLAIN}A b: c\r\n\r\n`, "a blank in a name"],
  [`${PLAIN}Host : x\r\n\r\n`, "a blank before the colon"],
  [`${PLAIN} folded\r\n\r\n`, "a folded line"],
  [`${PLAIN}X: \0\r\n\r\n`, "a NUL"],
  [`${PLAIN}X: \xe9\r\n\r\n`, "letters beyond ASCII"],
  [`${PLAIN}X: a\rb\r\n\r\n`, "a bare carriage return"],
  [`${PLAIN}Content-Length: 0\r\n\r\n`, "a length with GET"],
  ["POST / HTTP/1.1\r\nHost: here\r\n\r\n", "POST without a length"],
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
  [`${PLAIN}Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n`, "an upgrade"],
  [`${PLAIN}Connection: close, TE\r\n\r\n`, "a list of connection options"],
  [`${PLAIN}Authorization: a\r\nAuthorization: b\r\n\r\n`, "two tokens"],
])("%j is not plain: %s", (text) => {
  expect(read(text)).toBe("odd");
});

/** What Node's own server makes of a connection's first bytes; null where it refuses them. */
async function asNodeReads(text: string): Promise<{ req: IncomingMessage; body: string } | null> {
  const server = createServer();
  const [client, side] = duplexPair();
  const seen = new Promise<{ req: IncomingMessage; body: string } | null>((resolve) => {
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
  const read = await seen;
  side.destroy();
  client.destroy();
  return read;
}

const odd = fc.constantFrom(...'\0\t\n\r :,;é\x7f"(){}[]@/\\=');
const word = fc.string({ unit: fc.constantFrom(..."abcXYZ019-_"), minLength: 1, maxLength: 12 });
const name = fc.oneof(
  fc.constantFrom(
    ...HEEDED,
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
  fc.array(fc.oneof({ weight: 8, arbitrary: word }, odd), { maxLength: 4 }).map((parts) => parts.join("")),
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
      { weight: 6, arbitrary: fc.constantFrom("GET", "POST") },
      fc.constantFrom("get", "PUT", ""),
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

test("whatever is taken for plain Node's own parser reads in the same way", async () => {
  let taken = 0;
  await fc.assert(
    fc.asyncProperty(request, async (text) => {
      const head = read(text);
      if (typeof head === "string") return;
      taken++;
      const end = head.length + head.bodyLength;
      const node = await asNodeReads(text.slice(0, end));
      expect(node).not.toBeNull();
      const { req, body } = node!;
      const heeded = HEEDED.flatMap((heard) => (heard in req.headers ? [[heard, req.headers[heard]]] : []));
      expect([req.method, req.url, Object.fromEntries(heeded), body]).toEqual([
        head.method,
        head.url,
        head.headers,
        text.slice(head.length, end),
      ]);
    }),
    { numRuns: 3000 },
  );
  expect(taken).toBeGreaterThan(100);
});
