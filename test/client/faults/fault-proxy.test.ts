import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import { until } from "../../harness/until.ts";
import type { AfterOutage } from "./connection.ts";
import { FaultProxy } from "./fault-proxy.ts";
import { BAD_GATEWAY, CAPTIVE_PORTAL, drip, loseReply, resetInBody, resetInEvent } from "./faults.ts";

const EVENTS = [1, 2, 3].map((id) => `id: ${id}\nevent: state\ndata: {"some":"state"}\n\n`);
const BODY = "a reply with a body";
const REQUEST = "GET /body HTTP/1.1\r\nhost: x\r\n\r\n";

describe("the fault proxy", () => {
  const received: string[] = [];
  const upstream = createServer(async (request: IncomingMessage, response: ServerResponse) => {
    received.push(`${request.method} ${request.url} ${await text(request)}`);
    if (request.url !== "/events") return response.end(BODY);
    response.writeHead(200, { "content-type": "text/event-stream" });
    return response.end(EVENTS.join(""));
  });
  let proxy: FaultProxy;

  beforeAll(async () => {
    upstream.listen(0, "127.0.0.1");
    await once(upstream, "listening");
  });
  afterAll(() => upstream.close());
  beforeEach(async () => {
    received.length = 0;
    proxy = await FaultProxy.open(`http://127.0.0.1:${(upstream.address() as AddressInfo).port}`);
  });
  afterEach(() => proxy.close());

  const post = async () => {
    const reply = await fetch(`${proxy.url}/body`, { method: "POST", body: "sent" });
    return { status: reply.status, body: await reply.text() };
  };
  /** A connection of its own, and what came on it. */
  function open(): { socket: Socket; read: () => string; error: () => string } {
    let read = "";
    let error = "";
    const socket = connect(Number(new URL(proxy.url).port), "127.0.0.1");
    socket.on("data", (chunk: Buffer) => {
      read += chunk.toString();
    });
    socket.on("error", ({ code }: NodeJS.ErrnoException) => {
      error = code ?? "";
    });
    return { socket, read: () => read, error: () => error };
  }

  test("forwards requests and records them with their replies", async () => {
    expect(await post()).toEqual({ status: 200, body: BODY });
    const recorded = {
      method: "POST",
      path: "/body",
      body: "sent",
      status: 200,
      reply: BODY,
      isFaulty: false,
    };
    expect(proxy.exchanges).toEqual([{ ...recorded, at: expect.any(Number) }]);
    const events = await fetch(`${proxy.url}/events`);
    expect(await events.text()).toBe(EVENTS.join(""));
  });

  test("loses the reply of the chosen request after the upstream has replied", async () => {
    const injected = proxy.inject({ method: "POST", path: "/body", nth: 2 }, loseReply);
    await post();
    await expect(post()).rejects.toThrow("fetch failed");
    await post();
    expect(received).toEqual(["POST /body sent", "POST /body sent", "POST /body sent"]);
    expect(proxy.exchanges.map(({ reply, isFaulty }) => [reply, isFaulty])).toEqual([
      [BODY, false],
      [BODY, true],
      [BODY, false],
    ]);
    expect(injected).toEqual({ matched: 3, hits: 1 });
  });

  test("resets the connection in mid-body and in mid-event", async () => {
    proxy.inject({ path: "/body" }, resetInBody);
    const { socket, read, error } = open();
    socket.write(REQUEST);
    await until("the connection is reset", () => error() === "ECONNRESET");
    expect(read()).toMatch(/content-length: 19\r\n.*\r\na reply wi$/s);

    proxy.inject({ path: "/events" }, resetInEvent(2));
    const events = await fetch(`${proxy.url}/events`);
    let seen = "";
    await expect(
      (async () => {
        for await (const chunk of events.body!) seen += Buffer.from(chunk).toString();
      })(),
    ).rejects.toThrow();
    expect(seen).toBe(`${EVENTS[0]}${EVENTS[1]?.slice(0, 21)}`);
  });

  test("replies itself, or drips the upstream's reply", async () => {
    proxy.inject({ path: "/body" }, BAD_GATEWAY);
    proxy.inject({ path: "/body", nth: 2 }, CAPTIVE_PORTAL);
    proxy.inject({ path: "/body", nth: 3 }, drip(40));
    expect(await post()).toMatchObject({ status: 502, body: expect.stringContaining("<html>") });
    expect(await post()).toMatchObject({ status: 200, body: expect.stringContaining("agree") });
    expect(received).toEqual([]);
    expect(await post()).toEqual({ status: 200, body: BODY });
  });

  test.each<[AfterOutage, { read: string; error: string }]>([
    ["resumes", { read: BODY, error: "" }],
    ["reset", { read: "", error: "ECONNRESET" }],
    ["silent", { read: "", error: "" }],
  ])("without a network connections are silent, and then each of them: %s", async (after, expected) => {
    const before = open();
    await once(before.socket, "connect");
    before.socket.write(REQUEST);
    await until("it has its reply", () => before.read().endsWith(BODY));
    proxy.cutNetwork({ opens: "hangs", after });
    const during = open();
    await once(during.socket, "connect");
    for (const { socket } of [before, during]) socket.write(REQUEST);
    proxy.restoreNetwork();
    if (after === "reset") for (const { socket } of [before, during]) socket.write(REQUEST);
    // A new connection works; what the others get comes before its reply.
    expect(await post()).toEqual({ status: 200, body: BODY });
    for (const { read, error } of [before, during]) {
      await until(
        "it gets what it should",
        () => error() === expected.error && read().endsWith(expected.read),
      );
    }
    expect(received).toHaveLength(after === "resumes" ? 4 : 2);
    for (const { socket } of [before, during]) socket.destroy();
  });

  test("without a network new connections may be refused", async () => {
    proxy.cutNetwork({ opens: "is refused", after: "silent" });
    await expect(post()).rejects.toThrow("fetch failed");
    proxy.restoreNetwork();
    expect(await post()).toEqual({ status: 200, body: BODY });
  });
});
