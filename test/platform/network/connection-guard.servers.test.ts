import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { guardConnections } from "../../../platform/network/connection-guard.ts";
import { until } from "../../harness/until.ts";

let server: Server;
let clients: Socket[];

afterEach(async () => {
  for (const client of clients) client.destroy();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

/** A server that replies at once, except to `/slow`: it replies to those when `finish` is called. */
async function start(options: Parameters<typeof guardConnections>[1]) {
  clients = [];
  const waiting: (() => void)[] = [];
  server = createServer((request, response) => {
    const reply = () => response.end("done");
    if (request.url === "/slow") waiting.push(reply);
    else reply();
  });
  const guard = guardConnections(server, options);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { guard, waiting };
}

async function open(): Promise<{ socket: Socket; received: () => string }> {
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
  clients.push(socket);
  let text = "";
  socket.setEncoding("latin1").on("data", (chunk) => {
    text += chunk;
  });
  socket.on("error", () => {});
  await once(socket, "connect");
  return { socket, received: () => text };
}

const get = (path = "/") => `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`;

test("a new connection takes the place of one that sends nothing; one whose request is handled stays", async () => {
  const { guard, waiting } = await start({ max: 3 });
  const busy = await open();
  busy.socket.write(get("/slow"));
  await until("the request is handled", () => waiting.length === 1);
  const idle = [await open(), await open()];
  await until("all are counted", () => guard.count === 3);
  const next = await open();
  next.socket.write(get());
  await until("the new one has its reply", () => next.received().includes("done"));
  await until("the oldest idle one is closed", () => idle[0]!.socket.destroyed);
  expect(idle[1]!.socket.destroyed).toBe(false);
  waiting[0]!();
  await until("the busy one has its reply", () => busy.received().includes("done"));
  expect(guard.counts).toEqual({ evicted: 1, refused: 0 });
});

test("if all are busy, a new connection gets a 503 in the API's format, and is closed; later there is room again", async () => {
  const { guard, waiting } = await start({ max: 2 });
  const busy = [await open(), await open()];
  for (const { socket } of busy) socket.write(get("/slow"));
  await until("both requests are handled", () => waiting.length === 2);
  const refused = await open();
  refused.socket.write(get());
  await until("it is closed", () => refused.socket.destroyed);
  const [head, body] = refused.received().split("\r\n\r\n");
  expect(head).toMatch(/^HTTP\/1.1 503 /);
  expect(head).toContain("\r\nRetry-After: 1\r\n");
  expect(JSON.parse(body!)).toMatchObject({ code: 503, type: "TRY_AGAIN" });
  for (const finish of waiting) finish();
  await until("both have their replies", () => busy.every(({ received }) => received().includes("done")));
  const next = await open();
  next.socket.write(get());
  await until("a new one has its reply", () => next.received().includes("done"));
  expect(guard.counts).toEqual({ evicted: 1, refused: 1 });
});

test("an address over its share loses its own idle connections, and its counts go back when they close", async () => {
  const { guard } = await start({ max: 10, maxOf: () => 2 });
  const [first, second] = [await open(), await open()];
  await until("both are counted", () => guard.count === 2);
  const third = await open();
  await until("the oldest is closed", () => first!.socket.destroyed);
  expect(guard.count).toBe(2);
  for (const { socket } of [second!, third]) socket.destroy();
  await until("none is counted", () => guard.count === 0);
});
