import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as pause } from "node:timers/promises";
import { SharedNode } from "../boards/contended-node.ts";
import { namePlayers, storeSession } from "../boards/stored-session.ts";
import { AnswerWriter } from "../load/answer-writer.ts";
import type { Figure } from "../measuring/benchmark.ts";
import { percentile, spreadOf } from "../measuring/spread.ts";

/** `BENCH_PLAYERS=100000` is for trying. */
const PLAYERS = Number(process.env.BENCH_PLAYERS ?? 1_000_000);
const QUESTIONS = 20;
const SMALL = { sessions: 1000, players: 30, questions: QUESTIONS };
/** Each small session gets an answer a second. */
const SMALL_PER_SECOND = 1000;
/** So that its last question is not answered by all before the last round is over: 4,000 of a million. */
const LARGE_PER_SECOND = 20 * Math.ceil(PLAYERS / 5000);
const ROUND_MS = 4000;
const WARM_UPS = 1;
const ROUNDS = 5;
/** Figures that are not there after so long, in ms, fail the run. */
const PATIENCE_MS = 60_000;

/** What a large session does to the small ones that share its stats node. */
export const smallSessions: Figure = {
  name: "small-sessions",
  topic: "figures",
  title: `${SMALL.sessions.toLocaleString("en")} small sessions on one stats node, alone and beside one of ${PLAYERS.toLocaleString("en")} players × ${QUESTIONS} questions`,
  async take(tell) {
    await using stack = new AsyncDisposableStack();
    // The last question's answers come while it is watched.
    const stored = await storeSession(stack, PLAYERS, tell, QUESTIONS - 1);
    tell("gives the players their names");
    await namePlayers(stored, stored.sessionNo, stored.sessionNo, PLAYERS);
    await namePlayers(stored, stored.sessionNo + 1, stored.sessionNo + SMALL.sessions, SMALL.players);
    const node = stack.adopt(new SharedNode(stored.database, stored.sessionNo, QUESTIONS), (one) =>
      one.stop(),
    );
    const large = { sessionNo: stored.sessionNo, question: QUESTIONS, players: PLAYERS };
    const writer = stack.use(
      new AnswerWriter({ url: stored.adminUrl, large, small: SMALL }, (commit) => node.written(commit)),
    );
    node.had(stored.sessionNo, stored.answers);
    const round = async (rates: { small: number; large: number }, meanwhile: () => Promise<unknown>) => {
      node.takeWaits();
      const delay = monitorEventLoopDelay({ resolution: 1 });
      delay.enable();
      writer.pace(rates);
      await Promise.all([pause(ROUND_MS), meanwhile()]);
      writer.pace({ small: 0, large: 0 });
      await until(() => node.isUpToDate);
      delay.disable();
      const waits = node.takeWaits();
      const of = (all: number[]) => {
        const sorted = all.sort((one, other) => one - other);
        return { p50: percentile(sorted, 0.5), p99: percentile(sorted, 0.99) };
      };
      return { small: of(waits.small), large: of(waits.large), delay: delay.percentile(99) / 1e6 };
    };
    const both = { small: SMALL_PER_SECOND, large: LARGE_PER_SECOND };
    const ways = {
      alone: () => round({ small: SMALL_PER_SECOND, large: 0 }, async () => {}),
      beside: () => round(both, () => node.boards.report(stored.sessionNo)),
      rebuilt: () => round(both, () => node.boards.rebuild(stored.sessionNo)),
    };
    type Way = keyof typeof ways;
    const runs = { alone: [], beside: [], rebuilt: [] } as Record<Way, Awaited<ReturnType<typeof round>>[]>;
    for (let turn = 0; turn < WARM_UPS + ROUNDS; turn++) {
      for (const [name, way] of Object.entries(ways) as [Way, (typeof ways)[Way]][]) {
        // A rebuild needs no warming: the board's first reading was one.
        if (turn < WARM_UPS && name === "rebuilt") continue;
        tell(`${turn < WARM_UPS ? "warm-up" : `round ${turn - WARM_UPS + 1} of ${ROUNDS}`}: ${name}`);
        const run = await way();
        tell(`p99 of small sessions: ${run.small.p99} ms`);
        if (turn >= WARM_UPS) runs[name].push(run);
      }
    }
    const memory = process.memoryUsage.rss() / 2 ** 20;
    const boardsMiB = node.boards.bytes / 2 ** 20;
    const small = (name: Way, share: "p50" | "p99") => spreadOf(runs[name].map((run) => run.small[share]));
    const delays = (name: Way) => spreadOf(runs[name].map((run) => run.delay));
    return {
      measures: [],
      goals: [
        {
          what: "ms from a small session's commit to its figures, p99, alone",
          spread: small("alone", "p99"),
          digits: 0,
          atMost: 1000,
        },
        {
          what: "the same beside the large one, which gets answers and a report",
          spread: small("beside", "p99"),
          digits: 0,
          atMost: 1000,
        },
        {
          what: "the same while the large one is rebuilt",
          spread: small("rebuilt", "p99"),
          digits: 0,
          atMost: 1000,
        },
        { what: "p50, alone", spread: small("alone", "p50"), digits: 0 },
        { what: "p50, beside the large one", spread: small("beside", "p50"), digits: 0 },
        { what: "p50, while the large one is rebuilt", spread: small("rebuilt", "p50"), digits: 0 },
        { what: "ms of event-loop delay, p99, alone", spread: delays("alone"), digits: 1, atMost: 20 },
        { what: "the same beside the large one", spread: delays("beside"), digits: 1, atMost: 20 },
        { what: "the same while the large one is rebuilt", spread: delays("rebuilt"), digits: 1, atMost: 20 },
        {
          what: "ms from the large session's commit to its figures, p99",
          spread: spreadOf(runs.beside.map((run) => run.large.p99)),
          digits: 0,
        },
        { what: "MiB of all boards", spread: spreadOf([boardsMiB]), digits: 0 },
        { what: "MiB of the whole process at the end", spread: spreadOf([memory]), digits: 0 },
      ],
      details: { players: PLAYERS, questions: QUESTIONS, small: SMALL, perSecond: both },
    };
  },
};

async function until(isSo: () => boolean): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (!isSo()) {
    if (performance.now() > deadline) throw new Error("The figures do not catch up with the answers.");
    await pause(20);
  }
}
