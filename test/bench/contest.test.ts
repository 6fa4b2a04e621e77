import { httpWork } from "../../bench/load/http-work.ts";
import type { LoadOutcome } from "../../bench/load/load.ts";
import { type Contest, settle } from "../../bench/measuring/contest.ts";
import { isReached } from "../../bench/measuring/figure.ts";

const PACE = { warmUps: 1, rounds: 2, aftermathMs: 0 };

/** Spends so much CPU time, in ms. */
function spend(ms: number): void {
  const began = process.threadCpuUsage();
  for (;;) {
    const { user, system } = process.threadCpuUsage(began);
    if (user + system > ms * 1000) return;
  }
}

/** All sides are this very process, so what one spends counts for it. */
function contest(worked: string[]): Contest & { stopped: number } {
  const contender = (name: string, ms: number) => ({
    name,
    processes: { gateway: [process.pid], database: [] },
    async work(round: number) {
      worked.push(`${name} ${round}`);
      spend(ms);
      return { items: 1000, seconds: 2 };
    },
  });
  return {
    counted: "answers",
    contenders: [contender("ours", 100), contender("peer", 300), contender("floor", 50)],
    goals: [{ over: "peer", atLeast: 2 }, { over: "floor" }],
    stopped: 0,
    async stop() {
      this.stopped++;
    },
  };
}

describe("a contest", () => {
  test("takes turns, leaves the warm-up out and compares what is counted per CPU second", async () => {
    const worked: string[] = [];
    const { measures, goals } = await settle(contest(worked), () => {}, PACE);
    const turn = (round: number) => [`ours ${round}`, `peer ${round}`, `floor ${round}`];
    expect(worked).toEqual([...turn(0), ...turn(1), ...turn(2)]);
    expect(measures.map(({ subject, spread }) => [subject, spread.runs.length])).toEqual([
      ["ours", 2],
      ["peer", 2],
      ["floor", 2],
    ]);
    // 100 ms for 1,000 answers; the clock of /proc ticks every 10 ms.
    const { spread, parts } = measures[0]!;
    expect(spread.median).toBeGreaterThan(7000);
    expect(spread.median).toBeLessThan(11_000);
    expect(parts!.of.gateway!.median).toBeCloseTo(1e6 / spread.median, -1);
    expect(parts!.of.database!.median).toBe(0);
    const [overPeer, overFloor] = goals;
    expect(overPeer!.spread.median).toBeGreaterThan(2);
    expect(overPeer!.spread.median).toBeLessThan(4);
    expect(isReached(overPeer!)).toBe(true);
    expect(overFloor!.spread.median).toBeLessThan(1);
    expect(isReached(overFloor!)).toBeUndefined();
  });

  test("ends what it began, and counts for nothing, where a claim does not hold", async () => {
    const failing = contest([]);
    failing.verify = async () => {
      throw new Error("an answer is missing");
    };
    await expect(settle(failing, () => {}, PACE)).rejects.toThrow("an answer is missing");
    expect(failing.stopped).toBe(1);
  });
});

describe("the work of an HTTP server", () => {
  const outcome = (replies: number, status: number): LoadOutcome => ({
    replies,
    seconds: 2,
    statuses: { [status]: replies },
    latencyMs: { p50: 1, p90: 1, p99: 1, max: 1 },
    bodies: [],
  });
  const job = (round: number) => ({ port: 1, connections: 1, requests: [`${round}`], most: 1, seconds: 1 });

  test("is what the load came to", async () => {
    const load = { drive: async () => outcome(10, 201) };
    expect(await httpWork(load, 201, job)(0)).toMatchObject({ items: 10, seconds: 2 });
  });

  test("counts for nothing where a reply is not what it must be", async () => {
    const load = { drive: async () => outcome(10, 503) };
    await expect(httpWork(load, 201, job)(0)).rejects.toThrow("Expected 10 replies of 201");
  });
});
