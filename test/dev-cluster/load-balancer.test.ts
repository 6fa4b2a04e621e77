import { once } from "node:events";
import {
  createServer,
  get,
  type IncomingMessage,
  request,
  type Server,
  type ServerResponse,
} from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import { setImmediate } from "node:timers/promises";
import { LoadBalancer } from "../../dev-cluster/load-balancer.ts";
import { freePort } from "../../dev-cluster/processes/free-port.ts";
import { until, untilEqual } from "../harness/until.ts";

/** An HTTP server that is ready or not, and handles requests as the test says. */
class FakeGateway {
  readonly name: string;
  ready = true;
  #server: Server;
  #handle: (req: IncomingMessage, res: ServerResponse) => void;

  constructor(name: string, handle?: FakeGateway["onRequest"]) {
    this.name = name;
    this.#handle = handle ?? ((_req, res) => res.end(name));
    this.#server = createServer((req, res) => this.onRequest(req, res));
  }

  onRequest(req: IncomingMessage, res: ServerResponse): void {
    if (req.url !== "/readyz") this.#handle(req, res);
    else res.writeHead(this.ready ? 200 : 503).end();
  }

  /** @param port by default one that no other process gets while the gateway is down */
  async listen(port?: number): Promise<this> {
    this.#server.listen(port ?? (await freePort()), "127.0.0.1");
    await once(this.#server, "listening");
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }
}

let loadBalancer: LoadBalancer;
let gateways: FakeGateway[] = [];

async function start(...those: FakeGateway[]): Promise<void> {
  gateways = await Promise.all(those.map((gateway) => gateway.listen()));
  loadBalancer = await LoadBalancer.open(0);
  for (const { url } of gateways) loadBalancer.add(url);
}
afterEach(async () => {
  await loadBalancer.close();
  await Promise.all(gateways.map((gateway) => gateway.stop()));
});

/** A GET on a new connection. */
async function ask(path = "/"): Promise<IncomingMessage> {
  const call = get({ port: loadBalancer.port, path, agent: false });
  const [response] = (await once(call, "response")) as [IncomingMessage];
  return response;
}
const answer = async () => text(await ask());

test("gives connections to the gateways in round-robin order", async () => {
  await start(new FakeGateway("a"), new FakeGateway("b"));
  const answered: string[] = [];
  for (let n = 0; n < 6; n++) answered.push(await answer());
  expect(answered.join("")).toMatch(/^(ab){3}$|^(ba){3}$/);
});

test("forwards a stream chunk by chunk, and its end", async () => {
  const streams: ServerResponse[] = [];
  await start(
    new FakeGateway("a", (_req, res) => {
      streams.push(res);
      res.writeHead(200, { "Content-Type": "text/event-stream" }).write("data: 1\n\n");
    }),
  );
  const response = (await ask()).setEncoding("utf8");
  expect(await once(response, "data")).toEqual(["data: 1\n\n"]);
  streams[0]!.write("data: 2\n\n");
  expect(await once(response, "data")).toEqual(["data: 2\n\n"]);
  streams[0]!.end();
  await once(response.resume(), "end");
});

test("forwards large bodies completely in both directions", async () => {
  await start(new FakeGateway("echo", (req, res) => req.pipe(res)));
  const body = Buffer.alloc(8 * 1024 * 1024, "a body that is long enough to fill all buffers ");
  const call = request({ port: loadBalancer.port, method: "POST", agent: false });
  call.end(body);
  const [response] = (await once(call, "response")) as [IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  expect(Buffer.concat(chunks).equals(body)).toBe(true);
});

describe.each([
  ["closes", (socket: Socket) => socket.destroy()],
  ["breaks", (socket: Socket) => socket.resetAndDestroy()],
])("a connection that one side %s", (_name, leave) => {
  let begun: ServerResponse;
  beforeEach(async () => {
    const begin = (_req: IncomingMessage, res: ServerResponse) => {
      begun = res;
      res.write("begun");
    };
    await start(new FakeGateway("a", begin));
  });

  test("is closed for the gateway", async () => {
    const response = await ask();
    const gone = once(begun, "close");
    leave(response.socket);
    await gone;
  });

  test("is closed for the client", async () => {
    const response = (await ask()).resume();
    const broken = once(response, "error");
    leave(begun.socket!);
    expect(await broken).toMatchObject([{ code: "ECONNRESET" }]);
  });
});

test("gives no connection to a gateway until it is ready", async () => {
  const [a, b] = [new FakeGateway("a"), new FakeGateway("b")];
  await start(a, b);
  a.ready = false;
  await untilEqual("a is out of rotation", () => loadBalancer.inRotation, [b.url]);
  expect(await Promise.all(Array.from({ length: 6 }, answer))).toEqual(Array(6).fill("b"));
  a.ready = true;
  await untilEqual("a is back", () => loadBalancer.inRotation, [a.url, b.url]);
  expect(new Set(await Promise.all(Array.from({ length: 6 }, answer)))).toEqual(new Set(["a", "b"]));
});

test("no client notices that a gateway is dead before the load balancer does", async () => {
  const [a, b] = [new FakeGateway("a"), new FakeGateway("b")];
  await start(a, b);
  gateways = [b];
  await a.stop();
  expect(await Promise.all(Array.from({ length: 20 }, answer))).toEqual(Array(20).fill("b"));
  expect(loadBalancer.inRotation).toEqual([b.url]);
});

test("says 503 where no gateway is ready, and serves again when one is", async () => {
  const a = new FakeGateway("a");
  await start(a);
  const { port } = new URL(a.url);
  await a.stop();
  gateways = [];
  const refused = await ask();
  expect(refused.statusCode).toBe(503);
  expect(refused.headers).toMatchObject({ "retry-after": "1", connection: "close" });
  expect(JSON.parse(await text(refused))).toMatchObject({ code: 503, type: "TRY_AGAIN" });
  gateways = [await new FakeGateway("again").listen(Number(port))];
  await until("the gateway is back in the rotation", () => loadBalancer.inRotation.length > 0);
  expect(await answer()).toBe("again");
});

test("all of an answer still comes to a client that has ended its sending and reads slowly", async () => {
  const long = "x".repeat(16 * 1024 * 1024);
  await start(new FakeGateway("a", (_req, res) => res.end(long)));
  const socket = connect({ port: loadBalancer.port, host: "127.0.0.1", allowHalfOpen: true });
  socket.end("GET / HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\n\r\n");
  let response = "";
  for await (const chunk of socket.setEncoding("latin1")) {
    response += chunk;
    // The load balancer and the gateway act first, and so before this client.
    await setImmediate();
  }
  expect(response.split("\r\n\r\n")[1]).toHaveLength(long.length);
});
