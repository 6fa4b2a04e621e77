import { until } from "../../../../harness/until.ts";
import { ByHand, type Client, get, text } from "./fake-handler.ts";

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
/** Sends the first bytes of a connection, and waits until the server has heard them. */
const heard = async (bytes: string) => {
  client.socket.write(bytes);
  await until("the first piece is here", () => server.sockets[0]?.bytesRead === bytes.length);
};
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
  await heard("POST /a HTTP/1.1\r\nHost: here\r\nContent-Length: 5\r\n\r\nhe");
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

test("a connection on which nothing is said is ended once it was idle, one on which a reply is due is not", async () => {
  client.socket.write(get("/a"));
  await asked(1);
  const silent = await server.client();
  await until("both are connected", () => server.connections.size === 2);
  for (const socket of server.sockets) {
    expect(socket.timeout).toBe(server.keepAliveMs + 1000);
    socket.emit("timeout");
  }
  await until("the silent one has ended", () => silent.hasEnded);
  server.asked[0]!.answer(text("a"));
  await until("the reply is heard", () => client.statuses === 1);
  silent.socket.destroy();
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

test("a request that is still arriving when a stop begins is answered, and its connection ends with the reply", async () => {
  await heard("POST /a HTTP/1.1\r\nHost: here\r\nContent-Length: 5\r\n\r\nhe");
  server.isClosing = true;
  for (const connection of server.connections) connection.endIfIdle();
  client.socket.write("llo");
  await asked(1);
  server.asked[0]!.answer(text("a"));
  await ended();
  expect(client.heard).toMatch(/\r\nConnection: close\r\n\r\na$/);
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

test("what comes behind a request under way is left to the system beyond a bound, and served in its turn", async () => {
  client.socket.write(get("/a"));
  await asked(1);
  const flood = get("/b").repeat(200_000);
  client.socket.write(flood);
  const [socket] = server.sockets;
  await until("no more is read", () => socket!.isPaused());
  expect(socket!.bytesRead).toBeLessThan(flood.length / 4);
  for (let turn = 1; turn <= 3; turn++) {
    server.asked[turn - 1]!.answer(text("a"));
    await asked(turn + 1);
  }
});
