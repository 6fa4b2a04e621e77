import { httpWork } from "../../../bench/load/http-work.ts";
import type { LoadOutcome } from "../../../bench/load/load.ts";
import { isReached } from "../../../bench/measuring/benchmark.ts";
import { type Contest, type Run, settle } from "../../../bench/measuring/comparison.ts";

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
    goals: [{ over: "peer", atLeast: 1.1 }, { over: "floor" }],
    stopped: 0,
    async stop() {
      this.stopped++;
    },
  };
}

describe("a contest", () => {
  test("takes turns, leaves the warm-up out and compares what is counted per CPU second", async () => {
    const worked: string[] = [];
    const { measures, goals, details } = await settle(contest(worked), () => {}, PACE);
    const turn = (round: number) => [`ours ${round}`, `peer ${round}`, `floor ${round}`];
    expect(worked).toEqual([...turn(0), ...turn(1), ...turn(2)]);
    expect(measures.map(({ subject, spread }) => [subject, spread.runs.length])).toEqual([
      ["ours", 2],
      ["peer", 2],
      ["floor", 2],
    ]);
    // 100 ms for 1,000 answers at the least, but for what is lost to the clock of /proc, which ticks every 10 ms.
    const { spread, parts } = measures[0]!;
    expect(spread.median).toBeLessThan(13_000);
    expect(1e6 / parts!.of.gateway!.runs[0]!).toBeCloseTo(spread.runs[0]!);
    expect(parts!.of.database!.median).toBe(0);
    const perCpuSecond = (side: string) =>
      (details as Record<string, Run[]>)[side]!.map((run) => run.perCpuSecond);
    const [ours, peer, floor] = ["ours", "peer", "floor"].map(perCpuSecond);
    const [overPeer, overFloor] = goals;
    expect(overPeer!.spread.runs).toEqual(ours!.map((one, round) => one / peer![round]!));
    expect(overFloor!.spread.runs).toEqual(ours!.map((one, round) => one / floor![round]!));
    expect([overPeer!, overFloor!].map(isReached)).toEqual([true, undefined]);
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
