import { httpWork } from "../../../bench/load/http-work.ts";
import type { LoadOutcome } from "../../../bench/load/load.ts";
import { isReached } from "../../../bench/measuring/benchmark.ts";
import { type Comparison, type RoundResult, runComparison } from "../../../bench/measuring/comparison.ts";

const ROUNDS = { warmUps: 1, measured: 2, settleMs: 0 };

/** Uses this much CPU time, in ms. */
function useCpu(ms: number): void {
  const before = process.threadCpuUsage();
  for (;;) {
    const { user, system } = process.threadCpuUsage(before);
    if (user + system > ms * 1000) return;
  }
}

/** All subjects are this process, so the CPU time that one uses counts for it. */
function comparison(worked: string[]): Comparison & { stopped: number } {
  const subject = (name: string, ms: number) => ({
    name,
    processes: { gateway: [process.pid], database: [] },
    async work(round: number) {
      worked.push(`${name} ${round}`);
      useCpu(ms);
      return { items: 1000, seconds: 2 };
    },
  });
  return {
    itemName: "answers",
    subjects: [subject("ours", 100), subject("baseline", 300), subject("floor", 50)],
    goals: [{ baseline: "baseline", atLeast: 1.1 }, { baseline: "floor" }],
    stopped: 0,
    async stop() {
      this.stopped++;
    },
  };
}

describe("a comparison", () => {
  test("takes turns, leaves out the warm-up and compares items per CPU second", async () => {
    const worked: string[] = [];
    const { measures, goals, details } = await runComparison(comparison(worked), () => {}, ROUNDS);
    const turn = (round: number) => [`ours ${round}`, `baseline ${round}`, `floor ${round}`];
    expect(worked).toEqual([...turn(0), ...turn(1), ...turn(2)]);
    expect(measures.map(({ subject, spread }) => [subject, spread.runs.length])).toEqual([
      ["ours", 2],
      ["baseline", 2],
      ["floor", 2],
    ]);
    // At least 100 ms per 1,000 answers, minus the error of /proc, which counts in steps of 10 ms.
    const { spread, parts } = measures[0]!;
    expect(spread.median).toBeLessThan(13_000);
    expect(1e6 / parts!.values.gateway!.runs[0]!).toBeCloseTo(spread.runs[0]!);
    expect(parts!.values.database!.median).toBe(0);
    const perCpuSecond = (subject: string) =>
      (details as Record<string, RoundResult[]>)[subject]!.map((run) => run.perCpuSecond);
    const [ours, baseline, floor] = ["ours", "baseline", "floor"].map(perCpuSecond);
    const [overBaseline, overFloor] = goals;
    expect(overBaseline!.spread.runs).toEqual(ours!.map((one, round) => one / baseline![round]!));
    expect(overFloor!.spread.runs).toEqual(ours!.map((one, round) => one / floor![round]!));
    expect([overBaseline!, overFloor!].map(isReached)).toEqual([true, undefined]);
  });

  test("stops its servers and fails if the verification fails", async () => {
    const failing = comparison([]);
    failing.verify = async () => {
      throw new Error("an answer is missing");
    };
    await expect(runComparison(failing, () => {}, ROUNDS)).rejects.toThrow("an answer is missing");
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
  const job = (round: number) => ({
    port: 1,
    connections: 1,
    requests: [`${round}`],
    maxRequests: 1,
    seconds: 1,
  });

  test("is the outcome of the load", async () => {
    const load = { drive: async () => outcome(10, 201) };
    expect(await httpWork(load, 201, job)(0)).toMatchObject({ items: 10, seconds: 2 });
  });

  test("fails if a reply has another status", async () => {
    const load = { drive: async () => outcome(10, 503) };
    await expect(httpWork(load, 201, job)(0)).rejects.toThrow("Expected 10 replies of 201");
  });
});
