import { once } from "node:events";
import type { IncomingMessage, RequestListener, Server } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { buffer, text } from "node:stream/consumers";
import fc from "fast-check";
import { createHttpServer } from "../../../platform/http/http-server.ts";
import {
  limitArrival,
  MAX_HELD_BYTES,
  REQUESTS_PER_TURN,
  WRITE_TIMEOUT_MS,
} from "../../../platform/http/paced-connection.ts";
import { until } from "../../harness/until.ts";

let server: Server;
let handle: RequestListener;
const sockets: Socket[] = [];
beforeAll(async () => {
  server = createHttpServer((req, res) => handle(req, res)).listen(0, "127.0.0.1");
  server.on("connection", (socket) => sockets.push(socket));
  await once(server, "listening");
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  sockets.length = 0;
});
const client = () => connect((server.address() as AddressInfo).port, "127.0.0.1").on("error", () => {});
const get = (path: string, ...headers: string[]) =>
  [`GET ${path} HTTP/1.1`, "Host: a", ...headers, "", ""].join("\r\n");
const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

test("of pipelined requests whose responses are never read, one at a time is handled, and few in all", async () => {
  let open = 0;
  let mostOpen = 0;
  let handled = 0;
  handle = (_req, res) => {
    handled++;
    mostOpen = Math.max(mostOpen, ++open);
    res.on("finish", () => open--).end(Buffer.alloc(1_000_000));
  };
  const socket = client().pause();
  const flood = get("/").repeat(100_000);
  socket.write(flood);
  await until("no more is read", () => sockets[0]?.isPaused());
  expect([mostOpen, handled < 60, sockets[0]!.bytesRead < 4 * MAX_HELD_BYTES]).toEqual([1, true, true]);
  const before = handled;
  socket.resume();
  await until("it goes on when the client reads", () => handled > before + 20);
  socket.destroy();
});

test("a client that takes nothing of its response for a while is disconnected", async () => {
  handle = (_req, res) => void res.end(Buffer.alloc(20_000_000));
  const socket = client().pause();
  socket.write(get("/"));
  await until("the response is written", () => sockets[0]?.timeout === WRITE_TIMEOUT_MS);
  sockets[0]!.emit("timeout");
  await until("it is disconnected", () => sockets[0]!.destroyed);
  socket.destroy();
});

test("each connection gets a few requests in one turn of the event loop", async () => {
  let turn = 0;
  let isOver = false;
  const inTurn = new Map<string, number>();
  const count = async () => {
    while (!isOver) {
      await nextTurn();
      turn++;
    }
  };
  const counting = count();
  let handled = 0;
  handle = (req, res) => {
    handled++;
    const key = `${req.url} ${turn}`;
    inTurn.set(key, (inTurn.get(key) ?? 0) + 1);
    res.end();
  };
  const clients = ["/a", "/b", "/c"].map((path) => {
    const socket = client().resume();
    socket.write(get(path).repeat(1000));
    return socket;
  });
  await until("all are handled", () => handled === 3000);
  isOver = true;
  await counting;
  // Those of the turn itself, and those of the bytes that arrived just before it.
  expect(Math.max(...inTurn.values())).toBeLessThanOrEqual(2 * REQUESTS_PER_TURN);
  for (const socket of clients) socket.destroy();
});

test("all requests of a client that has ended its side get their responses", async () => {
  handle = (req, res) => void setImmediate(() => res.end(`<${req.url}>`));
  const socket = client();
  socket.end(get("/a") + get("/b") + get("/c", "Connection: close"));
  expect((await text(socket)).match(/<.+?>/g)).toEqual(["</a>", "</b>", "</c>"]);
});

test("a chunked body that does not end with CRLF cannot hide a second request", async () => {
  const urls: string[] = [];
  handle = (req, res) => {
    urls.push(req.url ?? "");
    req.resume().on("end", () => setImmediate(() => res.end()));
  };
  const socket = client();
  socket.write(`POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\n\n${get("/hidden")}`);
  await text(socket).catch(() => "");
  expect(urls).toEqual(["/a"]);
});

test("a request whose first bytes somebody else has waited for must arrive within the time that is left", async () => {
  handle = (req, res) => void req.resume().on("end", () => res.end("ok"));
  const late: string[] = [];
  const open = async (name: string, bytes: string) => {
    const socket = client().resume();
    socket.write(bytes);
    await until("it is connected", () => sockets.length > 0);
    limitArrival(sockets.pop()!, 20, () => late.push(name));
    return socket;
  };
  const clients = [
    await open("half a head", "GET / HTTP/1.1\r\nHo"),
    await open("half a body", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nx"),
    await open("a request", get("/")),
    await open("a request and a half", `${get("/")}GET / HT`),
  ];
  await until("both are late", () => late.length >= 2);
  expect(late.sort()).toEqual(["half a body", "half a head"]);
  for (const socket of clients) socket.destroy();
});

const anyBody = fc.oneof(
  fc.string({ maxLength: 40 }),
  fc.constantFrom("\r\n\r\n", "\r\n\r", "a\r\n\r\nb\r\n\r\n\r\n", get("/inner"), "x".repeat(5000)),
);
const anyRequest = fc.oneof(
  fc.constant(undefined),
  fc.record({ body: anyBody, chunk: fc.integer({ min: 0, max: 50 }) }),
);

/** The bytes of a request; `chunk`: the size of the body's chunks, 0 for a body with its length. */
function bytesOf(request: { body: string; chunk: number } | undefined): Buffer {
  if (request === undefined) return Buffer.from(get("/"));
  const body = Buffer.from(request.body);
  const post = (header: string) => Buffer.from(`POST / HTTP/1.1\r\nHost: a\r\n${header}\r\n\r\n`);
  if (request.chunk === 0) return Buffer.concat([post(`Content-Length: ${body.length}`), body]);
  const parts = [post("Transfer-Encoding: chunked")];
  for (let at = 0; at < body.length; at += request.chunk) {
    const part = body.subarray(at, at + request.chunk);
    parts.push(Buffer.from(`${part.length.toString(16)}\r\n`), part, Buffer.from("\r\n"));
  }
  return Buffer.concat([...parts, Buffer.from("0\r\n\r\n")]);
}

test("requests and bodies are the same, however their bytes are cut into pieces", async () => {
  const property = fc.asyncProperty(
    fc.array(anyRequest, { minLength: 1, maxLength: 6 }),
    fc.array(fc.nat({ max: 400 }), { minLength: 1, maxLength: 8 }),
    async (requests, sizes) => {
      const bodies: string[] = [];
      handle = (req: IncomingMessage, res) => {
        void buffer(req).then((body) => {
          bodies.push(body.toString());
          res.end();
        });
      };
      const bytes = Buffer.concat(requests.map(bytesOf));
      const socket = client().setNoDelay(true).resume();
      let piece = 0;
      for (let at = 0; at < bytes.length; piece++) {
        const size = piece < 30 ? sizes[piece % sizes.length]! + 1 : bytes.length;
        socket.write(bytes.subarray(at, at + size));
        at += size;
        await nextTurn();
      }
      await until("all are handled", () => bodies.length === requests.length);
      socket.destroy();
      expect(bodies).toEqual(requests.map((request) => request?.body ?? ""));
    },
  );
  await fc.assert(property, { numRuns: 60 });
});
