import { monitorEventLoopDelay } from "node:perf_hooks";
import { SessionBoard } from "../../services/stats/live/session-board.ts";
import { WorkerPools } from "../../services/stats/worker/worker-pools.ts";
import { copyToNull } from "../baselines/copy-to-null.ts";
import { type StoredSession, storeSession } from "../boards/stored-session.ts";
import type { Benchmark, Goal, Measure } from "../measuring/benchmark.ts";
import { interleaved, ratio } from "../measuring/interleaved.ts";
import { type Spread, spreadOf } from "../measuring/spread.ts";

/** `BENCH_PLAYERS=100000` for a trial, which takes about a minute. */
const PLAYERS = Number(process.env.BENCH_PLAYERS ?? 1_000_000);
const QUESTIONS = 20;
const ANSWERS = PLAYERS * QUESTIONS;
const WARM_UPS = 1;
const ROUNDS = 5;

/** Reading and folding a complete board, compared with a COPY that discards the same rows. */
export const rebuild: Benchmark = {
  name: "rebuild",
  topic: "stats",
  title: `A complete rebuild of a board from ${ANSWERS.toLocaleString("en")} stored answers, with stats and ranks`,
  async run(onProgress) {
    await using stack = new AsyncDisposableStack();
    const stored = await storeSession(stack, PLAYERS, onProgress);
    const threads = new WorkerPools(2);
    stack.defer(() => threads.stop());
    const delays: number[] = [];
    const maxDelays: number[] = [];
    const memory: number[] = [];
    const times = await interleaved(
      {
        rebuild: async () => {
          const watched = await watch(() => rebuildBoard(stored, threads));
          delays.push(watched.delayP99Ms);
          maxDelays.push(watched.delayMaxMs);
          memory.push(watched.peakMiB);
          return watched.durationMs;
        },
        copy: async () => {
          const startedAt = performance.now();
          await copyToNull(stored.adminUrl, stored.sessionNo);
          return performance.now() - startedAt;
        },
      },
      { warmUps: WARM_UPS, rounds: ROUNDS },
      onProgress,
    );
    const measured = (runs: number[]) => spreadOf(runs.slice(WARM_UPS));
    return {
      measures: [seconds("Stampede, rebuild", times.rebuild), seconds("COPY to /dev/null", times.copy)],
      goals: [
        {
          name: "Stampede / COPY … TO STDOUT (FORMAT binary) to /dev/null, time",
          spread: ratio(times.rebuild, times.copy),
          digits: 2,
          atMost: 1.5,
        },
        {
          name: "ms of event-loop delay during the rebuild, p99",
          spread: measured(delays),
          digits: 1,
          atMost: 20,
        },
        { name: "ms of event-loop delay during the rebuild, max", spread: measured(maxDelays), digits: 1 },
        peak(measured(memory)),
      ],
      details: { players: PLAYERS, questions: QUESTIONS },
    };
  },
};

async function rebuildBoard(stored: StoredSession, threads: WorkerPools): Promise<void> {
  const board = new SessionBoard(stored.sessionNo, threads);
  const counts = { removed: [], voided: [], open: [1], closed: new Set<number>(), byTime: true };
  const { rows, stats, players } = await board.update(stored.database, counts, stored.shapes);
  const isComplete = rows === stored.answers && players === stored.players && stats.length === QUESTIONS;
  if (!isComplete) throw new Error(`The board is incomplete: ${rows} answers of ${players} players.`);
}

/** The duration of a task, the event-loop delay during it, and the peak memory of the process. */
async function watch(work: () => Promise<void>) {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  let maxRss = process.memoryUsage.rss();
  const sampling = setInterval(() => {
    maxRss = Math.max(maxRss, process.memoryUsage.rss());
  }, 20);
  delay.enable();
  const startedAt = performance.now();
  try {
    await work();
  } finally {
    delay.disable();
    clearInterval(sampling);
  }
  return {
    durationMs: performance.now() - startedAt,
    delayP99Ms: delay.percentile(99) / 1e6,
    delayMaxMs: delay.max / 1e6,
    peakMiB: maxRss / 2 ** 20,
  };
}

function seconds(subject: string, ms: Spread): Measure {
  return { subject, quantity: "s", spread: spreadOf(ms.runs.map((run) => run / 1000)), digits: 2 };
}

function peak(spread: Spread): Goal {
  return { name: "MiB of the process at most, with the board", spread, digits: 0 };
}
