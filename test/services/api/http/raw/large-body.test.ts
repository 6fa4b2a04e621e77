import { once } from "node:events";
import { Readable } from "node:stream";
import { setImmediate, setTimeout } from "node:timers/promises";
import { MAX_HELD_BYTES, WRITE_TIMEOUT_MS } from "../../../../../platform/http/paced-connection.ts";
import { chunkOf } from "../../../../../services/api/http/response-stream.ts";
import { until } from "../../../../harness/until.ts";
import { get, text } from "./fake-handler.ts";
import { client, connectEachTest, reconnect, server, untilEnded, untilReceived } from "./one-connection.ts";

connectEachTest();
const postHead = (length: number, ...lines: string[]) =>
  ["POST /a HTTP/1.1", "Host: here", `Content-Length: ${length}`, ...lines, "", ""].join("\r\n");
const LARGE = "0123456789".repeat(1000);
const MiB = 1024 * 1024;

test("a large body is handled at its head; the request behind it, in the same packet, waits for the reply", async () => {
  client.socket.write(postHead(LARGE.length) + LARGE.slice(0, 5));
  await untilReceived(1);
  client.socket.write(LARGE.slice(5) + get("/b"));
  const body = await server.requests[0]!.readBody(MiB);
  expect(body.toString()).toBe(LARGE);
  expect(server.requests).toHaveLength(1);
  void server.requests[0]!.reply(text("a"));
  await untilReceived(2);
  expect(server.requests[1]).toMatchObject({ url: "/b", body: "" });
  void server.requests[1]!.reply(text("b"));
  await until("both replies are received", () => client.okCount === 2);
  expect(server.sockets[0]!.timeout).toBe(server.keepAliveMs + 1000);
});

test("little is read of a body that nobody wants; the rest is read once the handler asks for it", async () => {
  const body = "x".repeat(4 * MiB);
  client.socket.write(postHead(body.length) + body);
  await untilReceived(1);
  await until("no more is read", () => server.sockets[0]!.isPaused());
  expect(server.sockets[0]!.bytesRead).toBeLessThan(body.length);
  expect(await server.requests[0]!.readBody(body.length)).toHaveLength(body.length);
});

test("while a handler does not want the body, the client's time stands still", async () => {
  server.requestTimeoutMs = 200;
  const body = "x".repeat(4 * MiB);
  client.socket.write(postHead(body.length) + body);
  await untilReceived(1);
  const [socket] = server.sockets;
  await until("no more is read", () => socket!.isPaused());
  expect(socket!.timeout).toBe(0);
  await setTimeout(300);
  expect(await server.requests[0]!.readBody(body.length)).toHaveLength(body.length);
  expect(server.timeouts).toBe(0);
});

test("a body that waited for its handler must still arrive in what is left of its time", async () => {
  server.requestTimeoutMs = 500;
  const part = "x".repeat(MAX_HELD_BYTES + 1);
  client.socket.write(postHead(4 * MiB) + part);
  await untilReceived(1);
  await until("no more is read", () => server.sockets[0]!.isPaused());
  await expect(server.requests[0]!.readBody(4 * MiB)).rejects.toThrow("before the body was complete");
  await untilEnded();
  expect([server.timeouts, client.received]).toEqual([1, "late"]);
});

test("a stream that is opened after its request was rejected as too late sends nothing", async () => {
  server.requestTimeoutMs = 40;
  client.socket.write(postHead(LARGE.length));
  await untilReceived(1);
  await untilEnded();
  const stream = server.requests[0]!.openStream();
  stream.writeHead({});
  stream.write(chunkOf("never"));
  stream.end();
  client.socket.end();
  await until("it is over", () => server.sockets[0]!.destroyed);
  expect([server.timeouts, client.received]).toEqual([1, "late"]);
});

test("a reply before the end of the body closes the connection, and the client gets it although it still sends", async () => {
  const body = get("/never").repeat(20_000);
  client.socket.write(postHead(body.length));
  await untilReceived(1);
  await expect(server.requests[0]!.readBody(1000)).rejects.toThrow("1000");
  void server.requests[0]!.reply({ ...text("too large"), status: 413 });
  client.socket.write(body);
  await untilEnded();
  expect(client.received).toMatch(/^HTTP\/1.1 413 .*\r\nConnection: close\r\n\r\ntoo large$/s);
  client.socket.end();
  await until("it is over", () => server.connections.size === 0);
  expect(server.requests).toHaveLength(1);
});

test("a large body that takes too long is rejected once, and the handler's later reply is not sent", async () => {
  server.requestTimeoutMs = 40;
  client.socket.write(postHead(LARGE.length));
  await untilReceived(1);
  const drip = setInterval(() => client.socket.write("x"), 5);
  await expect(server.requests[0]!.readBody(MiB)).rejects.toThrow("before the body was complete");
  void server.requests[0]!.reply(text("a"));
  await untilEnded();
  clearInterval(drip);
  expect([server.timeouts, client.received]).toEqual([1, "late"]);
});

test("a head whose large body can no longer arrive in time is rejected once, and not handled", async () => {
  server.requestTimeoutMs = 1000;
  client.socket.write("POST /a HTTP/1.1\r\n");
  await until("it is read", () => server.sockets[0]?.bytesRead === 18);
  // The event loop is late: the bytes are read before the timer fires.
  server.requestTimeoutMs = 0;
  client.socket.write(`Host: here\r\nContent-Length: ${LARGE.length}\r\n\r\nx`);
  await untilEnded();
  expect([server.timeouts, server.requests.length, client.received]).toEqual([1, 0, "late"]);
});

test.each([
  "end",
  "resetAndDestroy",
] as const)("a client that breaks its body off (%s) makes the handler's read fail", async (how) => {
  client.socket.write(`${postHead(LARGE.length)}x`);
  await untilReceived(1);
  const body = server.requests[0]!.readBody(MiB);
  client.socket[how]();
  await expect(body).rejects.toThrow("before the body was complete");
  void server.requests[0]!.reply({ ...text("broken off"), status: 400 });
  await until("it is over", () => server.connections.size === 0);
});

test("a client that never reads the last reply of its connection is disconnected", async () => {
  client.socket.pause();
  client.socket.write(postHead(LARGE.length, "Connection: close") + LARGE);
  await untilReceived(1);
  await server.requests[0]!.readBody(MiB);
  void server.requests[0]!.reply(text("x".repeat(20_000_000)));
  expect(server.sockets[0]!.timeout).toBe(WRITE_TIMEOUT_MS);
  server.sockets[0]!.emit("timeout");
  await until("it is over", () => server.connections.size === 0);
});

test("a body that still arrives while a reply is streamed changes neither the timeout nor the reply", async () => {
  server.requestTimeoutMs = 60_000;
  client.socket.write(postHead(LARGE.length));
  await untilReceived(1);
  const body = new Readable({ read() {} });
  const sent = server.requests[0]!.reply({ status: 200, body });
  body.push("begun");
  await until("it has begun", () => client.received.includes("begun"));
  server.requestTimeoutMs = 0;
  client.socket.write(LARGE.slice(0, 100));
  const [socket] = server.sockets;
  await until("it is read", () => socket!.bytesRead === postHead(LARGE.length).length + 100);
  expect([server.timeouts, socket!.timeout]).toEqual([0, WRITE_TIMEOUT_MS]);
  client.socket.write(LARGE.slice(100));
  await until("all is read", () => socket!.bytesRead === postHead(LARGE.length).length + LARGE.length);
  expect(socket!.timeout).toBe(WRITE_TIMEOUT_MS);
  body.push(null);
  await sent;
  await untilEnded();
  expect(client.received).toMatch(/\r\nConnection: close\r\n\r\n5\r\nbegun\r\n0\r\n\r\n$/);
});

test("HEAD of a streamed reply gets only its head, and the connection goes on", async () => {
  client.socket.write(get("/a").replace("GET", "HEAD") + get("/b"));
  await untilReceived(1);
  const body = new Readable({ read() {} });
  await server.requests[0]!.reply({ status: 200, body });
  expect(body.destroyed).toBe(true);
  await untilReceived(2);
  void server.requests[1]!.reply({ status: 304, headers: { "X-Extra": "1" }, body: "never" });
  await until("both are received", () => client.received.includes("304"));
  expect(client.received).toMatch(/timeout=60\r\n\r\nHTTP\/1.1 304 .*\r\nX-Extra: 1\r\n.*\r\n\r\n$/s);
});

test("HEAD of a streamed reply waits, too, until what was written before it has been sent", async () => {
  client.socket.write(get("/a") + get("/b").replace("GET", "HEAD") + get("/c"));
  await untilReceived(1);
  const [socket] = server.sockets;
  socket!.cork();
  void server.requests[0]!.reply(text("x".repeat(socket!.writableHighWaterMark - 500)));
  await untilReceived(2);
  expect(socket!.writableNeedDrain).toBe(false);
  await server.requests[1]!.reply({ status: 200, body: new Readable({ read() {} }) });
  expect(socket!.writableNeedDrain).toBe(true);
  await setImmediate();
  expect(server.requests).toHaveLength(2);
  socket!.uncork();
  await untilReceived(3);
});

test("a streamed reply whose source is silent is not cut off; the client has read all there is", async () => {
  client.socket.write(get("/a"));
  await untilReceived(1);
  const source = new Readable({ read() {} });
  const sent = server.requests[0]!.reply({ status: 200, body: source });
  source.push("begun");
  const [socket] = server.sockets;
  await until("all is sent", () => client.received.includes("begun") && socket!.writableLength === 0);
  socket!.setTimeout(0);
  socket!.emit("timeout");
  expect([socket!.destroyed, socket!.timeout]).toEqual([false, WRITE_TIMEOUT_MS]);
  source.push(null);
  await sent;
  await until("it is complete", () => client.received.endsWith("0\r\n\r\n"));
});

test("a streamed reply that fails is cut off; if the client goes, its body is destroyed", async () => {
  client.socket.write(get("/a"));
  await untilReceived(1);
  const failing = new Readable({ read() {} });
  const sent = server.requests[0]!.reply({ status: 200, body: failing });
  failing.push("begun");
  await until("it has begun", () => client.received.endsWith("begun\r\n"));
  failing.destroy(new Error("broken"));
  await expect(sent).rejects.toThrow("broken");
  await until("it is over", () => server.connections.size === 0);
  expect(client.received).toMatch(/\r\n\r\n5\r\nbegun\r\n$/);

  await reconnect();
  client.socket.write(get("/b"));
  await untilReceived(2);
  const waiting = new Readable({ read() {} });
  const closed = once(waiting, "close");
  const cut = server.requests[1]!.reply({ status: 200, body: waiting });
  client.socket.resetAndDestroy();
  await expect(cut).rejects.toThrow();
  await closed;
});

test("a client that reads nothing of a streamed reply is disconnected", async () => {
  client.socket.pause();
  client.socket.write(get("/a"));
  await untilReceived(1);
  const piece = "x".repeat(MAX_HELD_BYTES);
  const sent = server.requests[0]!.reply({ status: 200, body: Readable.from(Array(400).fill(piece)) });
  await until("the socket is full", () => server.sockets[0]!.writableNeedDrain);
  server.sockets[0]!.emit("timeout");
  await expect(sent).rejects.toThrow();
});
