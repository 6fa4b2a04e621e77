import { chunkOf } from "../../../../../services/api/http/response-stream.ts";
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
const ended = () => until("the connection has ended", () => client.hasEnded);

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
  await until("both are heard", () => client.heard.endsWith("\r\n\r\na"));
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
    for (let times = 0; times < 10; times++) outlet.write(chunk);
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
