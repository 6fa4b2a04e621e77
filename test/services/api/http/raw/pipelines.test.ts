import { createHash } from "node:crypto";
import { once } from "node:events";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { Readable } from "node:stream";
import fc from "fast-check";
import { createHttpServer } from "../../../../../platform/http/http-server.ts";
import {
  type ConnectionHandler,
  RawConnection,
} from "../../../../../services/api/http/raw/raw-connection.ts";
import { READ_HEADERS } from "../../../../../services/api/http/request-context.ts";

/** What a handler sees of a request; the body as its length and hash. */
type Seen = [method: string, url: string, headers: Record<string, unknown>, body: string];

const digest = (body: Buffer) => `${body.length} ${createHash("sha1").update(body).digest("hex")}`;
const isStreamed = (url: string) => url.startsWith("/streamed");
/** The pieces of the reply to a request. */
const echo = ([method, url, headers, body]: Seen) => {
  const sorted = Object.entries(headers).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return ["echo ", JSON.stringify([method, url, sorted, body])];
};

/** An echo server whose connections only Node's parser reads, or the raw one first. */
class EchoServer {
  readonly #server: Server;
  readonly #nodeListeners: ((socket: Socket) => void)[];
  readonly #closing = new WeakSet<Socket>();
  seen: Seen[] = [];
  /** How many requests the raw parser had handled when Node's parser took over; undefined if it did not. */
  fellBackAt: number | undefined;

  constructor(isRaw: boolean) {
    this.#server = createHttpServer((req, res) => void this.#handle(req, res));
    this.#nodeListeners = this.#server.listeners("connection") as never;
    if (!isRaw) return;
    this.#server.removeAllListeners("connection");
    this.#server.on("connection", (socket: Socket) => new RawConnection(socket, this.#rawHandler));
  }

  async #handle(req: IncomingMessage, res: ServerResponse): Promise<void> {
    if (req.headers.expect !== undefined) res.writeContinue();
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk as Buffer);
    const { method = "", url = "" } = req;
    const headers = READ_HEADERS.flatMap((name) => (name in req.headers ? [[name, req.headers[name]]] : []));
    const seen: Seen = [method, url, Object.fromEntries(headers), digest(Buffer.concat(chunks))];
    this.seen.push(seen);
    if (this.#closing.has(req.socket)) res.setHeader("Connection", "close");
    res.setHeader("X-Method", method);
    const pieces = echo(seen);
    if (!isStreamed(url)) res.setHeader("Content-Length", Buffer.byteLength(pieces.join("")));
    for (const piece of pieces) res.write(piece);
    res.end();
  }

  readonly #rawHandler: ConnectionHandler<object> = {
    keepAliveMs: 60_000,
    keepAliveHeader: "Connection: keep-alive\r\n",
    requestTimeoutMs: 60_000,
    isShuttingDown: false,
    match: ({ url }) => (url.startsWith("/unmatched") ? undefined : {}),
    handle: ({ method = "", url = "", headers }, _match, body, writer) => {
      const finish = (bytes: Buffer) => {
        const seen: Seen = [method, url, headers, digest(bytes)];
        this.seen.push(seen);
        const pieces = echo(seen);
        const reply = isStreamed(url) ? Readable.from(pieces) : pieces.join("");
        void writer.send({ status: 200, headers: { "X-Method": method }, body: reply }, "id");
      };
      if (body === undefined) void writer.readBody(100_000).then(finish);
      else if (url.startsWith("/later")) setImmediate(finish, body);
      else finish(body);
    },
    fallBackToNode: (_connection, socket, bytes) => {
      this.fellBackAt = this.seen.length;
      this.#closing.add(socket);
      for (const listener of this.#nodeListeners) listener.call(this.#server, socket);
      socket.emit("data", bytes);
    },
    onRequestTimeout: (_connection, socket) => socket.destroy(),
    onClose: () => {},
  };

  /** Sends the pieces over a connection of their own. @returns what the handler saw, and the replies */
  async exchange(
    pieces: readonly Buffer[],
  ): Promise<{ seen: Seen[]; replies: string[]; fellBackAt?: number }> {
    if (!this.#server.listening) await once(this.#server.listen(0, "127.0.0.1"), "listening");
    this.seen = [];
    this.fellBackAt = undefined;
    const { port } = this.#server.address() as AddressInfo;
    const socket = connect({ port, host: "127.0.0.1", noDelay: true });
    const received: Buffer[] = [];
    const closed = new Promise((resolve) => socket.once("close", resolve));
    socket.on("data", (bytes) => received.push(bytes as Buffer)).on("error", () => {});
    await once(socket, "connect");
    for (const piece of pieces) {
      if (socket.writable) socket.write(piece);
      // Each piece then arrives in a read of its own.
      await new Promise((resolve) => setImmediate(resolve));
    }
    await closed;
    const replies = parseReplies(Buffer.concat(received).toString("latin1"));
    const fallback = this.fellBackAt === undefined ? {} : { fellBackAt: this.fellBackAt };
    return { seen: this.seen, replies, ...fallback };
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}

/** Each reply as its status, the method that it is for, and its body. */
function parseReplies(text: string): string[] {
  const replies: string[] = [];
  for (let at = 0; at < text.length; ) {
    const bodyAt = text.indexOf("\r\n\r\n", at) + 4;
    const head = text.slice(at, bodyAt);
    expect(head).toMatch(/^HTTP\/1\.1 \d{3} /);
    at = bodyAt;
    if (head.startsWith("HTTP/1.1 100")) continue;
    const method = /^X-Method: (.*)\r$/m.exec(head)?.[1] ?? "";
    let body = "";
    const length = /^Content-Length: (\d+)\r$/im.exec(head)?.[1];
    if (method !== "HEAD" && /^Transfer-Encoding: chunked\r$/im.test(head)) {
      for (let size = -1; size !== 0; ) {
        const lineEnd = text.indexOf("\r\n", at);
        size = Number.parseInt(text.slice(at, lineEnd), 16);
        body += text.slice(lineEnd + 2, lineEnd + 2 + size);
        at = lineEnd + 4 + size;
      }
    } else if (method !== "HEAD") {
      // Without a length, the body ends with the connection.
      body = text.slice(at, length === undefined ? undefined : at + Number(length));
      at += body.length;
    }
    replies.push(`${head.slice(9, 12)} ${method} ${body}`);
  }
  return replies;
}

const LAST = "GET /last HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n";
const raw = new EchoServer(true);
const node = new EchoServer(false);
afterAll(() => {
  raw.stop();
  node.stop();
});

/** Up to the request that Node's parser reads, after which the raw server closes, both servers must agree. */
async function expectAgreement(bytes: Buffer, cuts: readonly number[]): Promise<number | undefined> {
  const places = [0, ...cuts.toSorted((a, b) => a - b), bytes.length];
  const pieces = places.slice(1).map((end, index) => bytes.subarray(places[index], end));
  const [ofRaw, ofNode] = await Promise.all([raw.exchange(pieces), node.exchange([bytes])]);
  const count = ofRaw.fellBackAt === undefined ? undefined : ofRaw.fellBackAt + 1;
  expect(ofRaw.seen).toEqual(ofNode.seen.slice(0, count));
  expect(ofRaw.replies).toEqual(ofNode.replies.slice(0, count));
  return count;
}

/** A request within a body: no parser may take it for one. */
const SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: here\r\n\r\n";
const request = fc
  .record({
    method: fc.constantFrom("GET", "POST", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"),
    path: fc.constantFrom("/a", "/b?c=d", "/later", "/streamed"),
    size: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 200 }), fc.integer({ min: 8000, max: 40_960 })),
    headers: fc.array(
      fc.constantFrom("Authorization: Bearer x", "Accept-Language:de", "X-Request-ID: 1", "TE: trailers"),
      { maxLength: 3 },
    ),
    odd: fc.oneof(
      { weight: 12, arbitrary: fc.constant("") },
      fc.constantFrom(
        "chunked",
        "Expect: 100-continue",
        "Connection: close",
        "HTTP/1.0",
        "X: \xe9",
        "/unmatched",
        "bad header",
      ),
    ),
  })
  .map((parts) => ({ ...parts, headers: [...new Set(parts.headers)] }));
type Request = typeof request extends fc.Arbitrary<infer Value> ? Value : never;

/** @param index makes the body one of its own */
function serialize({ method, path, size, headers, odd }: Request, index: number): string {
  const body = `${index} ${SMUGGLED}`.repeat(Math.ceil(size / 40)).slice(0, size);
  const isChunked = odd === "chunked";
  const isLine = odd.includes(" ") || odd.includes(":");
  const framing = isChunked ? ["Transfer-Encoding: chunked"] : size > 0 ? [`Content-Length: ${size}`] : [];
  const half = size >> 1;
  const chunk = (part: string) => (part === "" ? "" : `${part.length.toString(16)}\r\n${part}\r\n`);
  return [
    `${method} ${odd === "/unmatched" ? odd : path} ${odd === "HTTP/1.0" ? odd : "HTTP/1.1"}`,
    "Host: here",
    ...headers,
    ...framing,
    ...(isLine ? [odd] : []),
    "",
    isChunked ? `${chunk(body.slice(0, half))}${chunk(body.slice(half))}0\r\n\r\n` : body,
  ].join("\r\n");
}

test("in random pipelines, cut at random places, the raw parser and Node's see the same requests", async () => {
  let raws = 0;
  let fallbacks = 0;
  const pipelines = fc.array(request, { minLength: 1, maxLength: 6 });
  const cutPlaces = fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), { maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(pipelines, cutPlaces, async (requests, cuts) => {
      const bytes = Buffer.from(requests.map(serialize).join("") + LAST, "latin1");
      const count = await expectAgreement(
        bytes,
        cuts.map((cut) => Math.floor(cut * bytes.length)),
      );
      if (count === undefined) raws++;
      else fallbacks++;
    }),
    { numRuns: 200 },
  );
  expect(Math.min(raws, fallbacks)).toBeGreaterThan(20);
}, 30_000);

const part = (changes: Partial<Request>): Request => ({
  method: "POST",
  path: "/a",
  size: 0,
  headers: [],
  odd: "",
  ...changes,
});
test.each<[string, Request[]]>([
  ["small bodies", [part({ size: 5 }), part({ method: "HEAD" }), part({ size: 60 })]],
  ["chunks", [part({ method: "GET", path: "/later" }), part({ odd: "chunked", size: 20 }), part({})]],
])(
  "a short pipeline (%s) is read in the same way wherever it is cut",
  async (_name, requests) => {
    const bytes = Buffer.from(requests.map(serialize).join("") + LAST, "latin1");
    for (let cut = 1; cut < bytes.length; cut++) await expectAgreement(bytes, [cut]);
    await expectAgreement(bytes, [...bytes.keys()].slice(1));
  },
  30_000,
);
