import { type Contest, contend } from "../../bench/figure.ts";
import type { LoadJob, LoadOutcome } from "../../bench/load.ts";

const PACE = { warmUps: 1, rounds: 2, aftermathMs: 0 };
const OUR_PORT = 1;
const PEER_PORT = 2;

const jobFor = (port: number) => (round: number) => ({
  port,
  connections: 1,
  requests: [`round ${round}`],
  most: 1,
  seconds: 1,
});

/** Both sides are this very process, so what a load spends counts for whoever is under it. */
const contest: Contest = {
  ours: { pid: process.pid, status: 200, job: jobFor(OUR_PORT) },
  peer: { pid: process.pid, status: 200, job: jobFor(PEER_PORT) },
  stop: async () => {},
};

const outcome = (replies: number, status: number): LoadOutcome => ({
  replies,
  seconds: 2,
  statuses: { [status]: replies },
  latencyMs: { p50: 1, p90: 1, p99: 1, max: 1 },
  bodies: [],
});

/** Spends so much CPU time, in ms. */
function spend(ms: number): void {
  const began = process.threadCpuUsage();
  for (;;) {
    const { user, system } = process.threadCpuUsage(began);
    if (user + system > ms * 1000) return;
  }
}

describe("a contest", () => {
  test("takes turns, leaves the warm-up out and compares replies per CPU second", async () => {
    const driven: string[] = [];
    const load = {
      async drive({ port, requests }: LoadJob) {
        driven.push(`${port}: ${requests[0]}`);
        spend(port === OUR_PORT ? 100 : 300);
        return outcome(1000, 200);
      },
    };
    const { ours, peer, ratio } = await contend(contest, load, PACE, () => {});
    expect(driven).toEqual([
      "1: round 0",
      "2: round 0",
      "1: round 1",
      "2: round 1",
      "1: round 2",
      "2: round 2",
    ]);
    expect([ours.length, peer.length, ratio.runs.length]).toEqual([2, 2, 2]);
    expect(ours[0]).toMatchObject({ replies: 1000, perSecond: 500 });
    expect(ours[0]!.perCpuSecond).toBeCloseTo(1000 / ours[0]!.cpuSeconds);
    // Three times the CPU time for the same replies; the clock of /proc ticks every 10 ms.
    expect(ratio.median).toBeGreaterThan(2);
    expect(ratio.median).toBeLessThan(4);
  });

  test("counts for nothing where a reply is not what it must be", async () => {
    const load = { drive: async () => outcome(10, 503) };
    await expect(contend(contest, load, PACE, () => {})).rejects.toThrow("Expected 10 replies of 200");
  });
});
