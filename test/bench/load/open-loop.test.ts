import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { requestText } from "../../../bench/load/load.ts";
import { driveOpenLoop, sendTimes } from "../../../bench/load/open-loop.ts";

let server: Server | undefined;
afterEach(() => server?.close());

async function http(listener: RequestListener): Promise<number> {
  server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

const get = (count: number) => Array.from({ length: count }, (_, index) => requestText("GET", `/${index}`));

describe("the open loop", () => {
  test("sends every request once, in order", async () => {
    const seen: string[] = [];
    const port = await http((request, response) => {
      seen.push(request.url ?? "");
      response.statusCode = 201;
      response.end("ok");
    });
    const job = { port, connections: 1, requests: get(50), perSecond: 5000, seed: 7 };
    const { replies, statuses } = await driveOpenLoop(job);
    expect(seen).toEqual(Array.from({ length: 50 }, (_, index) => `/${index}`));
    expect({ replies, statuses }).toEqual({ replies: 50, statuses: { 201: 50 } });
  });

  test("charges a stalled server for every request that it delays", async () => {
    const port = await http((_request, response) => {
      setTimeout(() => response.end("late"), 20);
    });
    // All are due at the same time. With one connection, each waits for the ones before it.
    const job = { port, connections: 1, requests: get(5), perSecond: 1e9, seed: 7 };
    const { latencyMs, waited } = await driveOpenLoop(job);
    expect(waited).toBe(4);
    expect(latencyMs.max).toBeGreaterThanOrEqual(5 * 19);
    expect(latencyMs.p50).toBeGreaterThanOrEqual(3 * 19);
  });

  test("does not wait for replies while connections are idle", async () => {
    let inFlight = 0;
    const waiting: (() => void)[] = [];
    const port = await http((_request, response) => {
      waiting.push(() => response.end("ok"));
      // Replies are sent when all requests are in flight at the same time.
      if (++inFlight === 10) for (const reply of waiting) reply();
    });
    const { replies, waited } = await driveOpenLoop({
      port,
      connections: 10,
      requests: get(10),
      perSecond: 1000,
      seed: 7,
    });
    expect({ replies, waited }).toEqual({ replies: 10, waited: 0 });
  });

  test("fails if the server closes a connection", async () => {
    const port = await http((request) => request.socket.destroy());
    const job = { port, connections: 1, requests: get(2), perSecond: 1000, seed: 7 };
    await expect(driveOpenLoop(job)).rejects.toThrow(/closed a connection|ECONNRESET/);
  });
});

describe("the send times", () => {
  test("depend only on the seed", () => {
    expect(sendTimes(100, 1000, 7)).toEqual(sendTimes(100, 1000, 7));
    expect(sendTimes(100, 1000, 7)).not.toEqual(sendTimes(100, 1000, 8));
  });

  test("have the mean rate, and gaps whose standard deviation equals their mean", () => {
    const times = sendTimes(100_000, 2000, 7);
    const gaps = times.map((time, index) => time - (times[index - 1] ?? 0));
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
    const variance = gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length;
    expect(mean).toBeCloseTo(0.5, 1);
    expect(Math.sqrt(variance)).toBeCloseTo(0.5, 1);
  });
});
