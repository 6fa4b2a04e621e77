import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { socketIoPlan } from "../../../../bench/benchmarks/fan-out.ts";
import { monotonicMs } from "../../../../bench/load/stream-crowd/monotonic.ts";
import type { CrowdTarget } from "../../../../bench/load/stream-crowd/plan.ts";
import { StreamCrowd } from "../../../../bench/load/stream-crowd/stream-crowd.ts";
import { ServerProcess } from "../../../../bench/servers/server-process.ts";
import { untilEqual } from "../../../harness/until.ts";

/** A server that streams to all, and refuses some. */
class Broadcaster {
  readonly requests: { token: string; lastId: string | undefined; from: string; at: number }[] = [];
  readonly streams = new Set<ServerResponse>();
  refusals = 0;
  readonly #server = createServer((request, response) => {
    this.requests.push({
      token: String(request.headers.authorization),
      lastId: request.headers["last-event-id"] as string | undefined,
      from: request.socket.remoteAddress!,
      at: performance.now(),
    });
    if (this.refusals > 0) {
      this.refusals--;
      response.writeHead(503, { "Retry-After": 1 }).end();
      return;
    }
    response.writeHead(200, { "Content-Type": "text/event-stream" });
    response.write("id: 1-0\nevent: state\ndata: {}\n\n");
    this.streams.add(response);
    response.once("close", () => this.streams.delete(response));
  });

  async listen(): Promise<CrowdTarget> {
    const host = "127.0.0.1";
    await new Promise<void>((resolve) => this.#server.listen(0, host, resolve));
    return { host, port: (this.#server.address() as AddressInfo).port };
  }

  send(text: string): void {
    for (const stream of this.streams) stream.write(text);
  }

  endAll(text: string): void {
    for (const stream of this.streams) stream.end(text);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

const REQUEST = "GET / HTTP/1.1\r\nHost: x\r\nAuthorization: {token}\r\n\r\n";

describe("a crowd of streams", () => {
  test("opens streams in several processes, counts their events, comes back as it is asked to", async () => {
    await using server = new Broadcaster();
    await using crowd = await StreamCrowd.start(
      {
        targets: [await server.listen()],
        protocol: "sse",
        request: REQUEST,
        tokenOf: (stream) => `token-${stream}`,
        reconnect: { spreadMs: 0 },
      },
      { streams: 7, processes: 2 },
    );
    server.refusals = 1;
    // The parts of two calls differ, because neither divides by two.
    expect(await crowd.open(3)).toMatchObject({ open: 3, attempts: 4, refused: { 503: 1 }, lost: {} });
    expect(await crowd.open(4, 1000)).toMatchObject({ open: 7, failed: 0 });
    const tokens = new Set(server.requests.map(({ token }) => token));
    expect([...tokens].sort()).toEqual(Array.from({ length: 7 }, (_, stream) => `token-${stream}`));
    expect(server.requests.every(({ from }) => from.startsWith("127.77."))).toBe(true);

    await crowd.resetCounts();
    await crowd.watch("question", '"no":1');
    const sentAt = monotonicMs();
    server.send('event: question\ndata: {"no":0}\n\n');
    server.send('id: 2-5\nevent: question\ndata: {"no":1}\n\n');
    const delivery = await crowd.delivered(sentAt);
    expect(delivery).toMatchObject({ streams: 7, missing: 0 });
    expect(delivery.least).toBeGreaterThan(0);
    expect(delivery.most).toBeGreaterThanOrEqual(delivery.p99);
    expect(delivery.skew).toBeCloseTo(delivery.p99 - delivery.p1);
    expect(await crowd.counts()).toEqual({ question: { total: 14, least: 2, most: 2 } });

    server.requests.length = 0;
    server.endAll("retry: 60\n\n");
    await untilEqual(
      "all streams are back",
      async () => {
        const { open, reconnected, lost } = await crowd.status();
        return { open, reconnected, lost };
      },
      { open: 7, reconnected: 7, lost: { end: 7 } },
    );
    expect(server.requests.every(({ lastId }) => lastId === "2-5")).toBe(true);
    const downtimes = await crowd.downtimesMs();
    expect(downtimes).toHaveLength(7);
    expect(downtimes[0]).toBeGreaterThanOrEqual(50);
  });

  test("in pairs each process has a server of its own, and they open streams one after another", async () => {
    await using one = new Broadcaster();
    await using other = new Broadcaster();
    const targets = [await one.listen(), await other.listen()];
    await using crowd = await StreamCrowd.start(
      { targets, protocol: "sse", request: REQUEST, tokenOf: (stream) => `token-${stream}` },
      { streams: 7, processes: 2, pairsAtOnce: 1 },
    );
    expect(await crowd.open(5)).toMatchObject({ open: 5 });
    const times = ({ requests }: Broadcaster) => requests.map(({ at }) => at);
    expect(Math.max(...times(one))).toBeLessThan(Math.min(...times(other)));
    expect(await crowd.open(2)).toMatchObject({ open: 7 });
    const tokensAt = ({ requests }: Broadcaster) => requests.map(({ token }) => token);
    expect(tokensAt(one)).toEqual(["token-0", "token-2", "token-4", "token-6"]);
    expect(tokensAt(other)).toEqual(["token-1", "token-3", "token-5"]);
  });

  test("a crowd that is stopped opens no streams in the processes whose turn has not come", async () => {
    await using one = new Broadcaster();
    await using other = new Broadcaster();
    const targets = [await one.listen(), await other.listen()];
    await using crowd = await StreamCrowd.start(
      { targets, protocol: "sse", request: REQUEST.replace("{token}", "none") },
      { streams: 20, processes: 2, pairsAtOnce: 1 },
    );
    // Ten streams at one a second, and the crowd is stopped after the first.
    const opened = crowd.open(20, 1);
    await untilEqual("one stream is open", async () => one.streams.size > 0, true);
    await crowd.stopOpening();
    await opened;
    expect(one.streams.size).toBeLessThan(10);
    expect(other.requests).toEqual([]);
  });

  test("does not come back unless it is told to", async () => {
    await using server = new Broadcaster();
    const plan = {
      targets: [await server.listen()],
      protocol: "sse" as const,
      request: REQUEST.replace("{token}", "none"),
    };
    await using crowd = await StreamCrowd.start(plan, { streams: 3 });
    server.refusals = 1;
    expect(await crowd.open(3)).toMatchObject({ open: 2, failed: 1, refused: { 503: 1 } });
    server.endAll("");
    await untilEqual("both are lost", async () => (await crowd.status()).failed, 3);
  });

  test("gets what Socket.IO broadcasts", async () => {
    const server = await ServerProcess.baseline("socket-io.ts", {});
    try {
      await using crowd = await StreamCrowd.start(socketIoPlan(server.port), { streams: 3 });
      await crowd.open(3);
      await crowd.watch("question", '"no":4');
      const sentAt = monotonicMs();
      await fetch(`${server.baseUrl}/broadcast`, { method: "POST", body: JSON.stringify({ no: 4 }) });
      expect(await crowd.delivered(sentAt)).toMatchObject({ streams: 3, missing: 0 });
      expect(await crowd.counts()).toEqual({ question: { total: 3, least: 1, most: 1 } });
    } finally {
      await server.stop();
    }
  });
});
