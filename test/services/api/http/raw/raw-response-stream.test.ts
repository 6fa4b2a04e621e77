import { WRITE_TIMEOUT_MS } from "../../../../../platform/http/paced-connection.ts";
import { SECURITY_HEADERS } from "../../../../../platform/http/security-headers.ts";
import { chunkOf } from "../../../../../services/api/http/response-stream.ts";
import { until } from "../../../../harness/until.ts";
import { get, text } from "./fake-handler.ts";
import { client, connectEachTest, server, untilEnded, untilReceived } from "./one-connection.ts";

connectEachTest();

test("a streamed response is sent in chunks; after its end the connection takes the next request", async () => {
  client.socket.write(get("/stream") + get("/a"));
  await untilReceived(1);
  const stream = server.requests[0]!.openStream();
  let closed = 0;
  stream.onClose(() => closed++);
  stream.writeHead({ "Content-Type": "text/event-stream" });
  stream.write(chunkOf("Zoë\n"));
  await until("it is received", () => client.received.endsWith("Zoë\n\r\n"));
  const security = Object.entries(SECURITY_HEADERS).map(([name, value]) => `${name}: ${value}`);
  const head = ["HTTP/1.1 200 OK", "X-Request-ID: id-1", ...security, "Content-Type: text/event-stream", ""];
  expect(client.received.startsWith(head.join("\r\n"))).toBe(true);
  expect(client.received).toMatch(/\r\nTransfer-Encoding: chunked\r\n.*\r\n\r\n5\r\nZoë\n\r\n$/s);
  expect(server.requests).toHaveLength(1);
  stream.end(chunkOf("x".repeat(16)));
  stream.end();
  stream.write(chunkOf("never"));
  await untilReceived(2);
  server.requests[1]!.reply(text("a"));
  await until("both are received", () => client.received.endsWith("\r\n\r\na"));
  expect(client.received).toMatch(/\r\n10\r\nx{16}\r\n0\r\n\r\nHTTP\/1\.1 200 OK\r\n.*\r\n\r\na$/s);
  expect([closed, stream.isClosed]).toEqual([1, true]);
});

test("bytes that a slow client has not read are counted, and 'drain' is reported once it reads them", async () => {
  client.socket.write(get("/stream"));
  await untilReceived(1);
  const stream = server.requests[0]!.openStream();
  let drains = 0;
  stream.onDrain(() => drains++);
  stream.writeHead({});
  await until("it has begun", () => client.received !== "");
  client.socket.pause();
  const chunk = chunkOf("x".repeat(100_000));
  await until("bytes are buffered", () => {
    for (let times = 0; times < 10; times++) stream.write(chunk);
    return stream.bufferedBytes > 1_000_000;
  });
  const before = drains;
  client.socket.resume();
  await until("all is read", () => stream.bufferedBytes === 0 && drains > before);
});

test("a stream whose client has disconnected is closed once, and nothing is written to it", async () => {
  client.socket.write(get("/stream"));
  await untilReceived(1);
  const stream = server.requests[0]!.openStream();
  let closed = 0;
  stream.onClose(() => closed++);
  stream.writeHead({});
  client.socket.resetAndDestroy();
  await until("it is known", () => closed === 1);
  stream.write(chunkOf("x"));
  stream.end(chunkOf("x"));
  stream.destroy();
  expect([closed, stream.isClosed]).toEqual([1, true]);
});

test("a client that ends its side of the connection closes its stream", async () => {
  client.socket.write(get("/stream"));
  await untilReceived(1);
  const stream = server.requests[0]!.openStream();
  stream.writeHead({});
  client.socket.end();
  await until("it is closed", () => stream.isClosed);
});

test("a client that never reads the end of its stream is disconnected", async () => {
  client.socket.pause();
  client.socket.write(get("/stream"));
  await untilReceived(1);
  const stream = server.requests[0]!.openStream();
  stream.writeHead({});
  stream.end(chunkOf("x".repeat(20_000_000)));
  expect(server.sockets[0]!.timeout).toBe(WRITE_TIMEOUT_MS);
  server.sockets[0]!.emit("timeout");
  await until("it is over", () => server.connections.size === 0);
});

test("a stream that is rejected leaves the connection as it was: its listeners and its timeout", async () => {
  server.requestTimeoutMs = 30;
  let closed = 0;
  for (let times = 1; times <= 20; times++) {
    client.socket.write(get("/stream"));
    await untilReceived(times);
    server.requests
      .at(-1)!
      .openStream()
      .onClose(() => closed++);
    server.requests.at(-1)!.reply(text("rejected"));
    await until("the error is received", () => client.okCount === times);
  }
  expect(closed).toBe(20);
  client.socket.write("GET /a HT");
  await untilEnded();
  expect(server.timeouts).toBe(1);
});

test("a stream that fails after its head is sent is cut off, and gets no second response", async () => {
  client.socket.write(get("/stream"));
  await untilReceived(1);
  server.requests[0]!.openStream().writeHead({});
  await until("it has begun", () => client.received.endsWith("\r\n\r\n"));
  server.requests[0]!.reply(text("failed"));
  await until("it is over", () => server.connections.size === 0);
  expect(client.okCount).toBe(1);
});
