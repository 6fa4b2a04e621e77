import { monitorEventLoopDelay } from "node:perf_hooks";
import { SessionBoard } from "../../services/stats/live/session-board.ts";
import { StatsThreads } from "../../services/stats/worker/worker-pools.ts";
import { copyToNothing } from "../baselines/copy-to-null.ts";
import { type StoredSession, storeSession } from "../boards/stored-session.ts";
import type { Figure, Goal, Measure } from "../measuring/benchmark.ts";
import { inTurns, ratio } from "../measuring/interleaved.ts";
import { type Spread, spreadOf } from "../measuring/spread.ts";

/** `BENCH_PLAYERS=100000` is for trying: a twentieth of it all takes a minute. */
const PLAYERS = Number(process.env.BENCH_PLAYERS ?? 1_000_000);
const QUESTIONS = 20;
const ANSWERS = PLAYERS * QUESTIONS;
const WARM_UPS = 1;
const ROUNDS = 5;

/** A board that a node does not have: read and folded whole, against no more than having Postgres send it. */
export const rebuild: Figure = {
  name: "rebuild",
  topic: "figures",
  title: `A complete rebuild of a board from ${ANSWERS.toLocaleString("en")} stored answers, figures and ranks included`,
  async take(tell) {
    await using stack = new AsyncDisposableStack();
    const stored = await storeSession(stack, PLAYERS, tell);
    const threads = new StatsThreads(2);
    stack.defer(() => threads.stop());
    const delays: number[] = [];
    const longest: number[] = [];
    const memory: number[] = [];
    const took = await inTurns(
      {
        rebuild: async () => {
          const watched = await watch(() => fromNothing(stored, threads));
          delays.push(watched.delayP99Ms);
          longest.push(watched.delayMaxMs);
          memory.push(watched.peakMiB);
          return watched.tookMs;
        },
        copy: async () => {
          const startedAt = performance.now();
          await copyToNothing(stored.adminUrl, stored.sessionNo);
          return performance.now() - startedAt;
        },
      },
      { warmUps: WARM_UPS, rounds: ROUNDS },
      tell,
    );
    const counted = (runs: number[]) => spreadOf(runs.slice(WARM_UPS));
    return {
      measures: [seconds("Stampede, rebuild", took.rebuild), seconds("bare COPY into nothing", took.copy)],
      goals: [
        {
          what: "Stampede / COPY … TO STDOUT (FORMAT binary) into nothing, time",
          spread: ratio(took.rebuild, took.copy),
          digits: 2,
          atMost: 1.5,
        },
        { what: "ms of event-loop delay meanwhile, p99", spread: counted(delays), digits: 1, atMost: 20 },
        { what: "ms of event-loop delay meanwhile, longest", spread: counted(longest), digits: 1 },
        peak(counted(memory)),
      ],
      details: { players: PLAYERS, questions: QUESTIONS },
    };
  },
};

async function fromNothing(stored: StoredSession, threads: StatsThreads): Promise<void> {
  const board = new SessionBoard(stored.sessionNo, threads);
  const counts = { removed: [], voided: [], open: [1], closed: new Set<number>() };
  const { rows, figures, players } = await board.update(stored.database, counts, stored.shapes);
  const isWhole = rows === stored.answers && players === stored.players && figures.length === QUESTIONS;
  if (!isWhole) throw new Error(`The board is not whole: ${rows} answers of ${players} players.`);
}

/** What a piece of work did to the event loop, and how far the whole process grew above where it was before. */
async function watch(work: () => Promise<void>) {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const before = process.memoryUsage.rss();
  let most = before;
  const sampling = setInterval(() => {
    most = Math.max(most, process.memoryUsage.rss());
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
    tookMs: performance.now() - startedAt,
    delayP99Ms: delay.percentile(99) / 1e6,
    delayMaxMs: delay.max / 1e6,
    peakMiB: most / 2 ** 20,
  };
}

function seconds(subject: string, ms: Spread): Measure {
  return { subject, quantity: "s", spread: spreadOf(ms.runs.map((run) => run / 1000)), digits: 2 };
}

function peak(spread: Spread): Goal {
  return { what: "MiB that the whole process had at most, the board included", spread, digits: 0 };
}
