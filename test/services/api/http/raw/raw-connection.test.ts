import {
  MAX_HELD_BYTES,
  REQUESTS_PER_TURN,
  WRITE_TIMEOUT_MS,
} from "../../../../../platform/http/paced-connection.ts";
import { until } from "../../../../harness/until.ts";
import { get, text } from "./fake-handler.ts";
import { client, connectEachTest, reconnect, server, untilEnded, untilReceived } from "./one-connection.ts";

connectEachTest();
/** Sends the first bytes of a connection, and waits until the server has read them. */
const sendFirst = async (bytes: string) => {
  client.socket.write(bytes);
  await until("the first piece is read", () => server.sockets[0]?.bytesRead === bytes.length);
};

test("a response has all of its headers, and the connection stays open", async () => {
  client.socket.write(get("/a"));
  await untilReceived(1);
  server.requests[0]!.reply(text("Zoë"));
  await until("it is received", () => client.received.endsWith("Zoë"));
  const lines = client.received.split("\r\n");
  expect(lines[0]).toBe("HTTP/1.1 200 OK");
  expect(lines[8]).toMatch(/^Date: \w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/);
  expect(lines.toSpliced(8, 1).slice(1)).toEqual([
    "X-Request-ID: id-1",
    "X-Content-Type-Options: nosniff",
    "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy: no-referrer",
    "Cross-Origin-Resource-Policy: same-origin",
    "Content-Type: text/plain",
    "Content-Length: 4",
    "Connection: keep-alive",
    "Keep-Alive: timeout=60",
    "",
    "Zoë",
  ]);
  client.socket.write(get("/b"));
  await untilReceived(2);
});

test("a pipelined request waits for the reply to the previous one", async () => {
  client.socket.write(get("/a") + get("/b"));
  await untilReceived(1);
  client.socket.write(get("/c"));
  server.requests[0]!.reply(text("a"));
  await untilReceived(2);
  server.requests[1]!.reply(text("b"));
  await untilReceived(3);
  server.requests[2]!.reply(text("c"));
  await until("all are received", () => client.okCount === 3);
  expect(server.requests.map(({ url }) => url)).toEqual(["/a", "/b", "/c"]);
});

test("a body that arrives in pieces is complete when it is handled", async () => {
  await sendFirst("POST /a HTTP/1.1\r\nHost: here\r\nContent-Length: 5\r\n\r\nhe");
  client.socket.write("llo");
  await untilReceived(1);
  expect(server.requests[0]!.body).toBe("hello");
});

test("a request without a route makes the connection fall back to Node, with all bytes that were not handled", async () => {
  client.socket.write(get("/a") + get("/unmatched") + get("/b"));
  await untilReceived(1);
  server.requests[0]!.reply(text("a"));
  await untilEnded();
  expect(server.fallbacks).toEqual([get("/unmatched") + get("/b")]);
  expect(client.received).toMatch(/\r\n\r\nafallback$/);
});

test("a connection that is paused when it falls back to Node is read on", async () => {
  client.socket.write(get("/a") + get("/unmatched").repeat(10_000));
  await untilReceived(1);
  const [socket] = server.sockets;
  await until("no more is read", () => socket!.isPaused());
  server.requests[0]!.reply(text("a"));
  await until("it has fallen back", () => server.fallbacks.length === 1);
  expect(socket!.isPaused()).toBe(false);
});

test("the connection closes after the response if the client asks for it, or has ended its side", async () => {
  client.socket.write(get("/a", "Connection: close") + get("/never"));
  await untilReceived(1);
  server.requests[0]!.reply(text("a"));
  await untilEnded();
  expect(client.received).toMatch(/\r\nConnection: close\r\n\r\na$/);

  await reconnect();
  client.socket.end(get("/b") + get("/c"));
  await untilReceived(2);
  server.requests[1]!.reply(text("b"));
  await untilReceived(3);
  server.requests[2]!.reply(text("c"));
  await untilEnded();
  expect(client.okCount).toBe(2);
});

test("a connection that the client ends in the middle of a request falls back to Node", async () => {
  client.socket.end("GET /a HTTP/1.1\r\nHo");
  await untilEnded();
  expect(server.fallbacks).toEqual(["GET /a HTTP/1.1\r\nHo"]);
});

test("a request that takes too long to arrive is rejected, even if bytes keep arriving", async () => {
  server.requestTimeoutMs = 30;
  client.socket.write("POST /a HTTP/1.1\r\nX: ");
  const drip = setInterval(() => client.socket.write("x"), 5);
  await untilEnded();
  clearInterval(drip);
  expect([server.fallbacks, server.timeouts, client.received]).toEqual([[], 1, "late"]);
});

test("an idle connection is closed at the timeout, but one with a request in progress is not", async () => {
  client.socket.write(get("/a"));
  await untilReceived(1);
  const idle = await server.client();
  await until("both are connected", () => server.connections.size === 2);
  for (const socket of server.sockets) {
    expect(socket.timeout).toBe(server.keepAliveMs + 1000);
    socket.emit("timeout");
  }
  await until("the idle one has ended", () => idle.hasEnded);
  server.requests[0]!.reply(text("a"));
  await until("the response is received", () => client.okCount === 1);
  idle.socket.destroy();
});

test("a shutdown lets a request in progress finish, and closes idle connections", async () => {
  const idle = await server.client();
  client.socket.write(get("/a"));
  await untilReceived(1);
  await until("both are connected", () => server.connections.size === 2);
  server.isShuttingDown = true;
  idle.socket.pause();
  for (const connection of server.connections) connection.closeIfIdle();
  idle.socket.write(get("/too-late"));
  idle.socket.resume();
  await until("the idle connection is closed", () => server.connections.size === 1);
  server.requests[0]!.reply(text("a"));
  await untilEnded();
  expect(client.received).toMatch(/\r\nConnection: close\r\n\r\na$/);
  expect(server.requests).toHaveLength(1);
  idle.socket.destroy();
});

test("the server stops reading from a client that sends requests but reads no responses (backpressure)", async () => {
  const large = text("x".repeat(1_000_000));
  client.socket.pause();
  client.socket.write(get("/a").repeat(10_000));
  const replied = new Set<unknown>();
  const replyToAll = () => {
    for (const request of server.requests) {
      if (replied.has(request)) continue;
      replied.add(request);
      request.reply(large);
    }
  };
  for (let turn = 0; turn < 200; turn++) {
    replyToAll();
    await new Promise((resolve) => setImmediate(resolve));
  }
  const repliedBefore = replied.size;
  expect(repliedBefore).toBeLessThan(60);
  client.socket.resume();
  await until("the server continues when the client reads", () => {
    replyToAll();
    return replied.size > repliedBefore + 20;
  });
});

test("a client that disconnects before its response causes no error", async () => {
  client.socket.write(get("/a"));
  await untilReceived(1);
  client.socket.resetAndDestroy();
  await until("it is removed", () => server.connections.size === 0);
  expect(() => server.requests[0]!.reply(text("a"))).not.toThrow();
});

test("a request that is still arriving when a shutdown begins gets a response, which closes the connection", async () => {
  await sendFirst("POST /a HTTP/1.1\r\nHost: here\r\nContent-Length: 5\r\n\r\nhe");
  server.isShuttingDown = true;
  for (const connection of server.connections) connection.closeIfIdle();
  client.socket.write("llo");
  await untilReceived(1);
  server.requests[0]!.reply(text("a"));
  await untilEnded();
  expect(client.received).toMatch(/\r\nConnection: close\r\n\r\na$/);
});

test("a response that is still being read when a shutdown begins is sent in full, then the connection closes", async () => {
  client.socket.pause();
  client.socket.write(get("/a"));
  await untilReceived(1);
  server.requests[0]!.reply(text("x".repeat(20_000_000)));
  server.isShuttingDown = true;
  for (const connection of server.connections) connection.closeIfIdle();
  client.socket.resume();
  await until("the connection is over", () => server.connections.size === 0);
  await untilEnded();
  expect(client.received.length).toBeGreaterThan(20_000_000);
});

test("a client that ends its side while it reads a response gets it in full, then the connection closes", async () => {
  client.socket.pause();
  client.socket.write(get("/a"));
  await untilReceived(1);
  server.requests[0]!.reply(text("x".repeat(20_000_000)));
  client.socket.end();
  client.socket.resume();
  await until("the connection is over", () => server.connections.size === 0);
  await untilEnded();
  expect(client.received.length).toBeGreaterThan(20_000_000);
});

test("requests after one with `Connection: close` are ignored", async () => {
  client.socket.write(get("/a", "Connection: close"));
  await untilReceived(1);
  server.requests[0]!.reply(text("x".repeat(20_000_000)));
  client.socket.pause();
  const flood = Buffer.alloc(1_000_000, get("/b"));
  for (let times = 0; times < 10; times++) client.socket.write(flood);
  client.socket.resume();
  await until("it is over", () => server.connections.size === 0);
  expect(server.requests).toHaveLength(1);
});

test("while a request is in progress, the server reads a limited number of bytes; the rest is handled later, in order", async () => {
  client.socket.write(get("/a"));
  await untilReceived(1);
  const flood = get("/b").repeat(200_000);
  client.socket.write(flood);
  const [socket] = server.sockets;
  await until("no more is read", () => socket!.isPaused());
  expect(socket!.bytesRead).toBeLessThan(flood.length / 4);
  for (let turn = 1; turn <= 3; turn++) {
    server.requests[turn - 1]!.reply(text("a"));
    await untilReceived(turn + 1);
  }
});

test("each connection gets a few requests in one turn of the event loop", async () => {
  server.replyAtOnce = text("a");
  const clients = [client, await server.client(), await server.client()];
  const paths = ["/a", "/b", "/c"];
  for (const [index, { socket }] of clients.entries()) socket.write(get(paths[index]!).repeat(1000));
  let most = 0;
  for (let counted = 0; counted < 3000; ) {
    await new Promise((resolve) => setImmediate(resolve));
    const inTurn = server.requests.slice(counted).map(({ url }) => url);
    counted += inTurn.length;
    for (const path of paths) most = Math.max(most, inTurn.filter((url) => url === path).length);
  }
  // Those of the turn itself, and those of the bytes that arrived just before it.
  expect(most).toBeLessThanOrEqual(2 * REQUESTS_PER_TURN);
  for (const { socket } of clients) socket.destroy();
});

test("requests that wait for their turn are handled if the client ends its side meanwhile", async () => {
  server.replyAtOnce = text("a");
  client.socket.end(get("/a").repeat(50));
  await untilEnded();
  expect(client.okCount).toBe(50);
});

test("reading stays paused while too much is buffered, although each reply takes a request away", async () => {
  client.socket.write(get("/a").repeat(100_000));
  for (let count = 1; count <= 20; count++) {
    await untilReceived(count);
    await until("no more is read", () => server.sockets[0]!.isPaused());
    server.requests[count - 1]!.reply(text("a"));
  }
  expect(server.sockets[0]!.bytesRead).toBeLessThan(4 * MAX_HELD_BYTES);
});

test("a client that takes nothing of its response for a while is disconnected", async () => {
  client.socket.pause();
  client.socket.write(get("/a"));
  await untilReceived(1);
  server.requests[0]!.reply(text("x".repeat(20_000_000)));
  expect(server.sockets[0]!.timeout).toBe(WRITE_TIMEOUT_MS);
  server.sockets[0]!.emit("timeout");
  await until("it is over", () => server.connections.size === 0);
});
