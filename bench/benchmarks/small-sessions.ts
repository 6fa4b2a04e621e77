import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { percentile } from "../../rehearsal/figures/percentiles.ts";
import { ContendedNode } from "../boards/contended-node.ts";
import { insertPlayers, storeSession } from "../boards/stored-session.ts";
import { AnswerWriter } from "../load/answer-writer.ts";
import type { Benchmark } from "../measuring/benchmark.ts";
import { spreadOf } from "../measuring/spread.ts";

/** `BENCH_PLAYERS=100000` for a trial. */
const PLAYERS = Number(process.env.BENCH_PLAYERS ?? 1_000_000);
const QUESTIONS = 20;
const SMALL = { sessions: 1000, players: 30, questions: QUESTIONS };
/** One answer per second to each small session. */
const SMALL_PER_SECOND = 1000;
/** 4,000 for a million players, so that some players are left to answer the last question in the last round. */
const LARGE_PER_SECOND = 20 * Math.ceil(PLAYERS / 5000);
const ROUND_MS = 4000;
const WARM_UPS = 1;
const ROUNDS = 5;
/** The run fails if the stats need longer than this, in ms. */
const TIMEOUT_MS = 60_000;

/** How a large session slows the small ones on the same stats node. */
export const smallSessions: Benchmark = {
  name: "small-sessions",
  topic: "stats",
  title: `${SMALL.sessions.toLocaleString("en")} small sessions on one stats node, alone and next to one of ${PLAYERS.toLocaleString("en")} players × ${QUESTIONS} questions`,
  async run(onProgress) {
    await using stack = new AsyncDisposableStack();
    // The answers to the last question come during the measurement.
    const stored = await storeSession(stack, PLAYERS, onProgress, QUESTIONS - 1);
    onProgress("inserts the players");
    await insertPlayers(stored, stored.sessionNo, stored.sessionNo, PLAYERS);
    await insertPlayers(stored, stored.sessionNo + 1, stored.sessionNo + SMALL.sessions, SMALL.players);
    const node = stack.adopt(new ContendedNode(stored.database, stored.sessionNo, QUESTIONS), (started) =>
      started.stop(),
    );
    const large = { sessionNo: stored.sessionNo, question: QUESTIONS, players: PLAYERS };
    const writer = stack.use(
      new AnswerWriter({ url: stored.adminUrl, large, small: SMALL }, (commit) => node.onCommit(commit)),
    );
    node.addExisting(stored.sessionNo, stored.answers);
    const round = async (rates: { small: number; large: number }, task: () => Promise<unknown>) => {
      node.takeWaits();
      const delay = monitorEventLoopDelay({ resolution: 1 });
      delay.enable();
      writer.setRates(rates);
      await Promise.all([sleep(ROUND_MS), task()]);
      writer.setRates({ small: 0, large: 0 });
      await waitUntil(() => node.isUpToDate);
      delay.disable();
      const waits = node.takeWaits();
      const percentiles = (waitMs: number[]) => {
        const sorted = waitMs.sort((one, other) => one - other);
        return { p50: percentile(sorted, 0.5), p99: percentile(sorted, 0.99) };
      };
      return {
        small: percentiles(waits.small),
        large: percentiles(waits.large),
        delay: delay.percentile(99) / 1e6,
      };
    };
    const bothRates = { small: SMALL_PER_SECOND, large: LARGE_PER_SECOND };
    const variants = {
      alone: () => round({ small: SMALL_PER_SECOND, large: 0 }, async () => {}),
      besideLarge: () => round(bothRates, () => node.boards.report(stored.sessionNo)),
      duringRebuild: () => round(bothRates, () => node.boards.rebuild(stored.sessionNo)),
    };
    type Variant = keyof typeof variants;
    const runs = { alone: [], besideLarge: [], duringRebuild: [] } as Record<
      Variant,
      Awaited<ReturnType<typeof round>>[]
    >;
    for (let index = 0; index < WARM_UPS + ROUNDS; index++) {
      for (const [name, variant] of Object.entries(variants) as [Variant, (typeof variants)[Variant]][]) {
        // A rebuild needs no warm-up: the first read of the board was a rebuild.
        if (index < WARM_UPS && name === "duringRebuild") continue;
        onProgress(`${index < WARM_UPS ? "warm-up" : `round ${index - WARM_UPS + 1} of ${ROUNDS}`}: ${name}`);
        const run = await variant();
        onProgress(`p99 of small sessions: ${run.small.p99} ms`);
        if (index >= WARM_UPS) runs[name].push(run);
      }
    }
    const memory = process.memoryUsage.rss() / 2 ** 20;
    const boardsMiB = node.boards.bytes / 2 ** 20;
    const small = (name: Variant, share: "p50" | "p99") =>
      spreadOf(runs[name].map((run) => run.small[share]));
    const delays = (name: Variant) => spreadOf(runs[name].map((run) => run.delay));
    return {
      measures: [],
      goals: [
        {
          name: "ms from a commit of a small session to its stats, p99, alone",
          spread: small("alone", "p99"),
          digits: 0,
          atMost: 1000,
        },
        {
          name: "the same next to the large one, which gets answers and a report",
          spread: small("besideLarge", "p99"),
          digits: 0,
          atMost: 1000,
        },
        {
          name: "the same while the large one is rebuilt",
          spread: small("duringRebuild", "p99"),
          digits: 0,
          atMost: 1000,
        },
        { name: "p50, alone", spread: small("alone", "p50"), digits: 0 },
        { name: "p50, next to the large one", spread: small("besideLarge", "p50"), digits: 0 },
        { name: "p50, while the large one is rebuilt", spread: small("duringRebuild", "p50"), digits: 0 },
        { name: "ms of event-loop delay, p99, alone", spread: delays("alone"), digits: 1, atMost: 20 },
        {
          name: "ms of event-loop delay, p99, next to the large one",
          spread: delays("besideLarge"),
          digits: 1,
          atMost: 20,
        },
        {
          name: "ms of event-loop delay, p99, while the large one is rebuilt",
          spread: delays("duringRebuild"),
          digits: 1,
          atMost: 20,
        },
        {
          name: "ms from a commit of the large session to its stats, p99",
          spread: spreadOf(runs.besideLarge.map((run) => run.large.p99)),
          digits: 0,
        },
        { name: "MiB of all boards", spread: spreadOf([boardsMiB]), digits: 0 },
        { name: "MiB of the process at the end", spread: spreadOf([memory]), digits: 0 },
      ],
      details: { players: PLAYERS, questions: QUESTIONS, small: SMALL, perSecond: bothRates },
    };
  },
};

async function waitUntil(condition: () => boolean): Promise<void> {
  const deadline = performance.now() + TIMEOUT_MS;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error("The stats did not catch up with the answers.");
    await sleep(20);
  }
}
