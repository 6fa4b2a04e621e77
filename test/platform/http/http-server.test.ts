import { once } from "node:events";
import type { RequestListener, Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { text } from "node:stream/consumers";
import { createHttpServer } from "../../../platform/http/http-server.ts";
import { SECURITY_HEADERS } from "../../../platform/http/security-headers.ts";

let server: Server;
let handle: RequestListener = (_req, res) => void res.end("handled");
beforeAll(async () => {
  server = createHttpServer((req, res) => handle(req, res)).listen(0, "127.0.0.1");
  await once(server, "listening");
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** Sends these bytes, and returns all that comes back until the server closes the connection. */
function exchange(request: string): Promise<string> {
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
  socket.write(request);
  return text(socket);
}
const get = (...headers: string[]) =>
  exchange(["GET / HTTP/1.1", "Host: a", "Connection: close", ...headers, "", ""].join("\r\n"));

const handlers: [string, RequestListener][] = [
  ["an implicit head", (_req, res) => void res.end("a")],
  ["a head without headers", (_req, res) => void res.writeHead(404).end()],
  ["headers in an object", (_req, res) => void res.writeHead(200, { A: "b" }).end()],
  ["a reason and headers in a list", (_req, res) => void res.writeHead(200, "Fine", ["A", "b"]).end()],
  [
    "headers that were set before",
    (_req, res) => {
      res.setHeader("A", "b");
      res.writeHead(200, ["C", "d"]).end();
    },
  ],
  ["a 304", (_req, res) => void res.writeHead(304).end()],
];
test.each(handlers)("a response with %s has every security header once", async (_name, handler) => {
  handle = handler;
  const response = await get();
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) {
    expect(response.split(`\r\n${name}: ${value}\r\n`)).toHaveLength(2);
  }
  expect(response).not.toMatch(/x-powered-by|strict-transport-security/i);
});

test.each<[string, RequestListener]>([
  ["object", (_req, res) => void res.writeHead(200, { "Content-Security-Policy": "own" }).end()],
  ["list", (_req, res) => void res.writeHead(200, ["Content-Security-Policy", "own"]).end()],
  [
    "setHeader",
    (_req, res) => {
      res.setHeader("Content-Security-Policy", "own");
      res.writeHead(200, ["A", "b"]).end();
    },
  ],
])("a response may have a policy of its own (%s)", async (_name, handler) => {
  handle = handler;
  const policies = (await get()).split("\r\n").filter((line) => line.startsWith("Content-Security-Policy"));
  expect(policies).toEqual(["Content-Security-Policy: own"]);
});

test.each([
  ["no Host", "GET / HTTP/1.1\r\n\r\n"],
  ["two Hosts", "GET / HTTP/1.1\r\nHost: a\r\nhost: a\r\n\r\n"],
  ["2,000 headers", `GET / HTTP/1.1\r\nHost: a\r\n${"a:\r\n".repeat(1999)}\r\n`],
  [
    "an unknown transfer coding",
    "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: br, chunked\r\n\r\n0\r\n\r\n",
  ],
])("a request with %s gets a 400 with its reason and the security headers", async (_name, request) => {
  handle = (_req, res) => void res.end("handled");
  const [head = "", body = ""] = (await exchange(request)).split("\r\n\r\n");
  expect(head).toMatch(/^HTTP\/1\.1 400 .*\r\nX-Content-Type-Options: nosniff\r\n/s);
  expect(JSON.parse(body)).toMatchObject({
    code: 400,
    type: "BAD_REQUEST",
    message: expect.stringMatching(/\.$/),
  });
});

test("HTTP/1.0 needs no Host", async () => {
  handle = (_req, res) => void res.end("handled");
  expect(await exchange("GET / HTTP/1.0\r\n\r\n")).toMatch(/^HTTP\/1\.1 200 .*handled$/s);
});

test("a request that arrives slowly, in its head or in its body, is rejected once its time is over", async () => {
  expect([server.requestTimeout, server.headersTimeout]).toEqual([30_000, 30_000]);
  const quick = createHttpServer(() => {}).listen(0, "127.0.0.1");
  quick.requestTimeout = quick.headersTimeout = 100;
  await once(quick, "listening");
  const replies = [
    "GET / HTTP/1.1\r\nHost: a\r\nX",
    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n",
  ].map(async (start) => {
    const socket = connect((quick.address() as AddressInfo).port, "127.0.0.1");
    socket.write(start);
    const drip = setInterval(() => socket.write("x"), 20);
    const reply = await text(socket);
    clearInterval(drip);
    return reply;
  });
  for (const reply of await Promise.all(replies)) {
    expect(reply).toMatch(/^HTTP\/1\.1 400 .*The request took too long to arrive\./s);
  }
  quick.close();
});
