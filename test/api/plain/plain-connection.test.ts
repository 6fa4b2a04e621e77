import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import type { Reply } from "../../../services/api/exchange.ts";
import { chunkOf, type Outlet } from "../../../services/api/outlet.ts";
import { PlainConnection, type PlainServer } from "../../../services/api/plain/plain-connection.ts";
import type { Route } from "../../../services/api/route.ts";
import { until } from "../../harness/until.ts";

const text = (body: string): Reply => ({ status: 200, headers: { "Content-Type": "text/plain" }, body });
const get = (path: string, ...lines: string[]) =>
  [`GET ${path} HTTP/1.1`, "Host: here", ...lines, "", ""].join("\r\n");

/** A server whose requests are answered by hand; "/odd" is not for it. */
class ByHand implements PlainServer {
  keepAliveMs = 60_000;
  requestMs = 60_000;
  isClosing = false;
  readonly asked: { url: string; body: string; answer: (reply: Reply) => void; open: () => Outlet }[] = [];
  readonly handedOver: string[] = [];
  readonly connections = new Set<PlainConnection>();
  late = 0;
  readonly #server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    this.connections.add(new PlainConnection(socket, this));
  });

  find({ url }: { url: string }) {
    return url === "/odd" ? undefined : { route: {} as Route, params: {} };
  }

  serve(...[{ url }, , body, wayBack]: Parameters<PlainServer["serve"]>): void {
    const answer = (given: Reply) => wayBack.send(given, "id-1");
    const open = () => wayBack.open("id-1");
    this.asked.push({ url: url ?? "", body: body.toString(), answer, open });
  }

  handOver(_connection: PlainConnection, socket: Socket, bytes: Buffer): void {
    this.handedOver.push(bytes.toString());
    socket.end("theirs");
  }

  refuseLate(_connection: PlainConnection, socket: Socket): void {
    this.late++;
    socket.end("late");
  }

  ended(connection: PlainConnection): void {
    this.connections.delete(connection);
  }

  async client(): Promise<Client> {
    if (!this.#server.listening) await once(this.#server.listen(0, "127.0.0.1"), "listening");
    const { port } = this.#server.address() as AddressInfo;
    return new Client(connect({ port, host: "127.0.0.1", allowHalfOpen: true, noDelay: true }));
  }

  stop(): void {
    this.#server.close();
    for (const connection of this.connections) connection.destroy();
  }
}

class Client {
  readonly socket: Socket;
  heard = "";
  hasEnded = false;

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on("data", (chunk) => {
      this.heard += chunk;
    });
    socket.on("end", () => {
      this.hasEnded = true;
    });
    socket.on("error", () => {});
  }

  get statuses(): number {
    return this.heard.split("HTTP/1.1 200 OK").length - 1;
  }
}

let server: ByHand;
let client: Client;
beforeEach(async () => {
  server = new ByHand();
  client = await server.client();
});
afterEach(() => {
  client.socket.destroy();
  server.stop();
});
const asked = (count: number) => until(`${count} are asked`, () => server.asked.length === count);
const ended = () => until("the connection has ended", () => client.hasEnded);

test("a reply is a whole message, and the connection stays", async () => {
  client.socket.write(get("/a"));
  await asked(1);
  server.asked[0]!.answer(text("Zoë"));
  await until("it is heard", () => client.heard.endsWith("Zoë"));
  const lines = client.heard.split("\r\n");
  expect(lines[0]).toBe("HTTP/1.1 200 OK");
  expect(lines[4]).toMatch(/^Date: \w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/);
  expect(lines.toSpliced(4, 1).slice(1)).toEqual([
    "X-Request-ID: id-1",
    "Content-Type: text/plain",
    "Content-Length: 4",
    "Connection: keep-alive",
    "Keep-Alive: timeout=60",
    "",
    "Zoë",
  ]);
  client.socket.write(get("/b"));
  await asked(2);
});

test("the next request waits for the reply to the one before", async () => {
  client.socket.write(get("/a") + get("/b"));
  await asked(1);
  client.socket.write(get("/c"));
  server.asked[0]!.answer(text("a"));
  await asked(2);
  server.asked[1]!.answer(text("b"));
  await asked(3);
  server.asked[2]!.answer(text("c"));
  await until("all are heard", () => client.statuses === 3);
  expect(server.asked.map(({ url }) => url)).toEqual(["/a", "/b", "/c"]);
});

test("a body that comes in pieces is whole when it is served", async () => {
  client.socket.write("POST /a HTTP/1.1\r\nHost: here\r\nContent-Length: 5\r\n\r\nhe");
  await until("the first piece is here", () => server.connections.size === 1);
  client.socket.write("llo");
  await asked(1);
  expect(server.asked[0]!.body).toBe("hello");
});

test("what is not plain is another's from there on, with all that was not served", async () => {
  client.socket.write(get("/a") + get("/odd") + get("/b"));
  await asked(1);
  server.asked[0]!.answer(text("a"));
  await ended();
  expect(server.handedOver).toEqual([get("/odd") + get("/b")]);
  expect(client.heard).toMatch(/\r\n\r\natheirs$/);
});

test("a client that wants the connection to end gets it so, and one that says no more as well", async () => {
  client.socket.write(get("/a", "Connection: close") + get("/never"));
  await asked(1);
  server.asked[0]!.answer(text("a"));
  await ended();
  expect(client.heard).toMatch(/\r\nConnection: close\r\n\r\na$/);

  client = await server.client();
  client.socket.end(get("/b") + get("/c"));
  await asked(2);
  server.asked[1]!.answer(text("b"));
  await asked(3);
  server.asked[2]!.answer(text("c"));
  await ended();
  expect(client.statuses).toBe(2);
});

test("a client that hangs up in mid-request is for Node's server to answer", async () => {
  client.socket.end("GET /a HTTP/1.1\r\nHo");
  await ended();
  expect(server.handedOver).toEqual(["GET /a HTTP/1.1\r\nHo"]);
});

test("a request that takes too long to arrive is refused, however steadily it drips", async () => {
  server.requestMs = 30;
  client.socket.write("POST /a HTTP/1.1\r\nX: ");
  const drip = setInterval(() => client.socket.write("x"), 5);
  await ended();
  clearInterval(drip);
  expect([server.handedOver, server.late, client.heard]).toEqual([[], 1, "late"]);
});

test("a connection on which nothing is said is ended, one on which a reply is due is not", async () => {
  server.keepAliveMs = 30;
  const silent = await server.client();
  const waiting = await server.client();
  waiting.socket.write(get("/a"));
  await asked(1);
  await until("the silent one has ended", () => silent.hasEnded);
  server.asked[0]!.answer(text("a"));
  await until("the reply is heard", () => waiting.statuses === 1);
  for (const { socket } of [silent, waiting]) socket.destroy();
});

test("a stop lets a request under way be answered, and ends what is idle", async () => {
  const idle = await server.client();
  client.socket.write(get("/a"));
  await asked(1);
  await until("both are connected", () => server.connections.size === 2);
  server.isClosing = true;
  idle.socket.pause();
  for (const connection of server.connections) connection.endIfIdle();
  idle.socket.write(get("/too-late"));
  idle.socket.resume();
  await until("the idle one is over", () => server.connections.size === 1);
  server.asked[0]!.answer(text("a"));
  await ended();
  expect(client.heard).toMatch(/\r\nConnection: close\r\n\r\na$/);
  expect(server.asked).toHaveLength(1);
  idle.socket.destroy();
});

test("who sends request after request and reads no reply is not heard for ever", async () => {
  const large = text("x".repeat(1_000_000));
  client.socket.pause();
  client.socket.write(get("/a").repeat(10_000));
  const answered = new Set<unknown>();
  const answerAll = () => {
    for (const request of server.asked) {
      if (answered.has(request)) continue;
      answered.add(request);
      request.answer(large);
    }
  };
  for (let turn = 0; turn < 200; turn++) {
    answerAll();
    await new Promise((resolve) => setImmediate(resolve));
  }
  const heldBack = answered.size;
  expect(heldBack).toBeLessThan(60);
  client.socket.resume();
  await until("it goes on once the client reads", () => {
    answerAll();
    return answered.size > heldBack + 20;
  });
});

test("a client that is gone before its reply harms nobody", async () => {
  client.socket.write(get("/a"));
  await asked(1);
  client.socket.resetAndDestroy();
  await until("it is forgotten", () => server.connections.size === 0);
  expect(() => server.asked[0]!.answer(text("a"))).not.toThrow();
});

test("a reply without an end goes out in chunks; after its end the connection is a client's for the next request", async () => {
  client.socket.write(get("/stream") + get("/a"));
  await asked(1);
  const outlet = server.asked[0]!.open();
  let closed = 0;
  outlet.onClose(() => closed++);
  outlet.begin({ "Content-Type": "text/event-stream" });
  outlet.write(chunkOf("Zoë\n"));
  await until("it is heard", () => client.heard.endsWith("Zoë\n\r\n"));
  expect(client.heard).toMatch(
    /^HTTP\/1\.1 200 OK\r\nX-Request-ID: id-1\r\nContent-Type: text\/event-stream\r\n/,
  );
  expect(client.heard).toMatch(/\r\nTransfer-Encoding: chunked\r\n.*\r\n\r\n5\r\nZoë\n\r\n$/s);
  expect(server.asked).toHaveLength(1);
  outlet.end(chunkOf("x".repeat(16)));
  outlet.end();
  outlet.write(chunkOf("never"));
  await asked(2);
  server.asked[1]!.answer(text("a"));
  await until("both are heard", () => client.statuses === 2);
  expect(client.heard).toMatch(/\r\n10\r\nx{16}\r\n0\r\n\r\nHTTP\/1\.1 200 OK\r\n.*\r\n\r\na$/s);
  expect([closed, outlet.isClosed]).toEqual([1, true]);
});

test("a reader who takes nothing is known by what waits for it, and told of once it takes it", async () => {
  client.socket.write(get("/stream"));
  await asked(1);
  const outlet = server.asked[0]!.open();
  let taken = 0;
  outlet.onTaken(() => taken++);
  outlet.begin({});
  await until("it has begun", () => client.heard !== "");
  client.socket.pause();
  const chunk = chunkOf("x".repeat(100_000));
  await until("something waits", () => {
    outlet.write(chunk);
    return outlet.waitingBytes > 1_000_000;
  });
  const before = taken;
  client.socket.resume();
  await until("all is taken", () => outlet.waitingBytes === 0 && taken > before);
});

test("a stream whose client is gone is closed once, and nothing is written to it", async () => {
  client.socket.write(get("/stream"));
  await asked(1);
  const outlet = server.asked[0]!.open();
  let closed = 0;
  outlet.onClose(() => closed++);
  outlet.begin({});
  client.socket.resetAndDestroy();
  await until("it is known", () => closed === 1);
  outlet.write(chunkOf("x"));
  outlet.end(chunkOf("x"));
  outlet.cutOff();
  expect([closed, outlet.isClosed]).toEqual([1, true]);
});

test("a request that is still arriving when a stop begins is answered, and its connection ends with the reply", async () => {
  client.socket.write("POST /a HTTP/1.1\r\nHost: here\r\nContent-Length: 5\r\n\r\nhe");
  await until("the first piece is here", () => server.connections.size === 1);
  const probe = await server.client();
  probe.socket.write(get("/probe"));
  await asked(1);
  server.isClosing = true;
  for (const connection of server.connections) connection.endIfIdle();
  client.socket.write("llo");
  await asked(2);
  server.asked[1]!.answer(text("a"));
  await ended();
  expect(client.heard).toMatch(/\r\nConnection: close\r\n\r\na$/);
  probe.socket.destroy();
});

test("a reply that is still being taken when a stop begins is taken to its end, which ends the connection", async () => {
  client.socket.pause();
  client.socket.write(get("/a"));
  await asked(1);
  server.asked[0]!.answer(text("x".repeat(20_000_000)));
  server.isClosing = true;
  for (const connection of server.connections) connection.endIfIdle();
  client.socket.resume();
  await until("the connection is over", () => server.connections.size === 0);
  await ended();
  expect(client.heard.length).toBeGreaterThan(20_000_000);
});

test("who says no more while a reply is still being taken hears it to its end, and is not waited for after it", async () => {
  client.socket.pause();
  client.socket.write(get("/a"));
  await asked(1);
  server.asked[0]!.answer(text("x".repeat(20_000_000)));
  client.socket.end();
  client.socket.resume();
  await until("the connection is over", () => server.connections.size === 0);
  await ended();
  expect(client.heard.length).toBeGreaterThan(20_000_000);
});

test("one who leaves a stream in the ordinary way is known to have left", async () => {
  client.socket.write(get("/stream"));
  await asked(1);
  const outlet = server.asked[0]!.open();
  outlet.begin({});
  client.socket.end();
  await until("it is closed", () => outlet.isClosed);
});

test("a stream that is refused leaves the connection as it was: its listeners, and its patience", async () => {
  server.requestMs = 30;
  let closed = 0;
  for (let times = 1; times <= 20; times++) {
    client.socket.write(get("/stream"));
    await asked(times);
    server.asked
      .at(-1)!
      .open()
      .onClose(() => closed++);
    server.asked.at(-1)!.answer(text("refused"));
    await until("the refusal is heard", () => client.statuses === times);
  }
  expect(closed).toBe(20);
  client.socket.write("GET /a HT");
  await ended();
  expect(server.late).toBe(1);
});

test("a stream whose making fails after its header has gone out is broken off, not answered twice", async () => {
  client.socket.write(get("/stream"));
  await asked(1);
  server.asked[0]!.open().begin({});
  await until("it has begun", () => client.heard.endsWith("\r\n\r\n"));
  server.asked[0]!.answer(text("failed"));
  await until("it is over", () => server.connections.size === 0);
  expect(client.statuses).toBe(1);
});

test("what a client sends after the last reply is thrown away", async () => {
  client.socket.write(get("/a", "Connection: close"));
  await asked(1);
  server.asked[0]!.answer(text("x".repeat(20_000_000)));
  client.socket.pause();
  const flood = Buffer.alloc(1_000_000, get("/b"));
  for (let times = 0; times < 10; times++) client.socket.write(flood);
  client.socket.resume();
  await until("it is over", () => server.connections.size === 0);
  expect(server.asked).toHaveLength(1);
});
