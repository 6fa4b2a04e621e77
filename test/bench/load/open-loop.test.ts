import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { requestText } from "../../../bench/load/load.ts";
import { driveOpen, moments } from "../../../bench/load/open-loop.ts";

let server: Server | undefined;
afterEach(() => server?.close());

async function http(listener: RequestListener): Promise<number> {
  server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

const get = (count: number) => Array.from({ length: count }, (_, index) => requestText("GET", `/${index}`));

describe("the open loop", () => {
  test("sends every request once, in its turn", async () => {
    const seen: string[] = [];
    const port = await http((request, response) => {
      seen.push(request.url ?? "");
      response.statusCode = 201;
      response.end("ok");
    });
    const job = { port, connections: 1, requests: get(50), perSecond: 5000, seed: 7 };
    const { replies, statuses } = await driveOpen(job);
    expect(seen).toEqual(Array.from({ length: 50 }, (_, index) => `/${index}`));
    expect({ replies, statuses }).toEqual({ replies: 50, statuses: { 201: 50 } });
  });

  test("charges a server that stalls for every request that it held up", async () => {
    const port = await http((_request, response) => {
      setTimeout(() => response.end("late"), 20);
    });
    // All are due at once; with one connection each waits for those before it.
    const job = { port, connections: 1, requests: get(5), perSecond: 1e9, seed: 7 };
    const { latencyMs, waited } = await driveOpen(job);
    expect(waited).toBe(4);
    expect(latencyMs.max).toBeGreaterThanOrEqual(5 * 19);
    expect(latencyMs.p50).toBeGreaterThanOrEqual(3 * 19);
  });

  test("does not wait for replies where there are connections", async () => {
    let underWay = 0;
    const held: (() => void)[] = [];
    const port = await http((_request, response) => {
      held.push(() => response.end("ok"));
      // Only once all are there at the same time does anyone get a reply.
      if (++underWay === 10) for (const reply of held) reply();
    });
    const { replies, waited } = await driveOpen({
      port,
      connections: 10,
      requests: get(10),
      perSecond: 1000,
      seed: 7,
    });
    expect({ replies, waited }).toEqual({ replies: 10, waited: 0 });
  });

  test("fails where the server closes a connection", async () => {
    const port = await http((request) => request.socket.destroy());
    const job = { port, connections: 1, requests: get(2), perSecond: 1000, seed: 7 };
    await expect(driveOpen(job)).rejects.toThrow(/closed a connection|ECONNRESET/);
  });
});

describe("the moments", () => {
  test("are the same for a seed, and others for another", () => {
    expect(moments(100, 1000, 7)).toEqual(moments(100, 1000, 7));
    expect(moments(100, 1000, 7)).not.toEqual(moments(100, 1000, 8));
  });

  test("keep the rate, with gaps that vary as their mean", () => {
    const at = moments(100_000, 2000, 7);
    const gaps = at.map((moment, index) => moment - (at[index - 1] ?? 0));
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
    const variance = gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length;
    expect(mean).toBeCloseTo(0.5, 1);
    expect(Math.sqrt(variance)).toBeCloseTo(0.5, 1);
  });
});
