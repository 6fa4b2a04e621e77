import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { type BoardMemory, bytesOf, emptyBoard } from "../../services/stats/board/board-memory.ts";
import type { QuestionShape } from "../../services/stats/board/question-shape.ts";
import { SCRATCH_BYTES_PER_PLAYER } from "../../services/stats/ranking/ranking.ts";
import { NO_ROWS } from "../../services/stats/reading/packed-rows.ts";
import { WorkerPools } from "../../services/stats/worker/worker-pools.ts";
import { DuckDbBoard } from "../baselines/duckdb-board.ts";
import { randomRows } from "../boards/large-board.ts";
import type { Benchmark, OnProgress } from "../measuring/benchmark.ts";
import { spreadOf } from "../measuring/spread.ts";

const PLAYERS = 1_000_000;
const QUESTIONS = 20;
const NEW_ANSWERS = 100_000;
const WARM_UPS = 3;
const ROUNDS = 7;
const SHAPES: QuestionShape[] = Array.from({ length: QUESTIONS }, () => ({
  tally: "option",
  isUnscored: false,
  options: 4,
}));

const REFRESH_INPUT = {
  shapes: SHAPES,
  players: PLAYERS,
  removed: [],
  voided: [],
  open: Array.from({ length: QUESTIONS - 1 }, (_, index) => index + 1),
  byTime: true,
};

const lastQuestion = () => QUESTIONS;
const anyQuestion = () => 1 + Math.floor(Math.random() * QUESTIONS);

/** Answers to the last question while the others are closed, as in a game that a host paces. */
export const boardFold: Benchmark = {
  name: "board-fold",
  topic: "stats",
  title: `${NEW_ANSWERS.toLocaleString("en")} new answers into a board of ${PLAYERS.toLocaleString("en")} players × ${QUESTIONS} questions, with ranking and stats`,
  async run(onProgress) {
    await using stack = new AsyncDisposableStack();
    const threads = new WorkerPools(1);
    stack.defer(() => threads.stop());
    const board = new MeasuredBoard(threads);
    await board.fill(onProgress);
    onProgress("fills DuckDB with the same number of answers");
    const duckDb = await DuckDbBoard.create(stack, PLAYERS, QUESTIONS);
    const times = { last: [] as number[], spread: [] as number[], duckDb: [] as number[] };
    const delays: number[] = [];
    for (let round = 0; round < WARM_UPS + ROUNDS; round++) {
      onProgress(round < WARM_UPS ? "warm-up" : `round ${round - WARM_UPS + 1} of ${ROUNDS}`);
      const last = await board.refresh(lastQuestion, 1);
      const spread = await board.refresh(anyQuestion, QUESTIONS);
      const duckDbMs = await measureDuckDb(duckDb, round);
      if (round < WARM_UPS) continue;
      times.last.push(last.durationMs);
      times.spread.push(spread.durationMs);
      times.duckDb.push(duckDbMs);
      delays.push(Math.max(last.delayMs, spread.delayMs));
    }
    const bytes = board.bytes + SCRATCH_BYTES_PER_PLAYER * PLAYERS;
    const ms = (subject: string, runs: number[]) => ({
      subject,
      quantity: "ms per refresh",
      spread: spreadOf(runs),
      digits: 1,
    });
    return {
      measures: [
        ms("Stampede, answers to the last question", times.last),
        ms("Stampede, answers to all 20 questions", times.spread),
        ms("DuckDB on all cores, answers to the last question", times.duckDb),
      ],
      goals: [
        {
          name: "ms from the start of the task to its snapshot, answers to the last question",
          spread: spreadOf(times.last),
          digits: 1,
          atMost: 50,
        },
        {
          name: "ms of event-loop delay during the refresh, p99",
          spread: spreadOf(delays),
          digits: 1,
          atMost: 20,
        },
        {
          name: "bytes per player and question, with the scratch memory of the thread",
          spread: spreadOf([bytes / PLAYERS / QUESTIONS]),
          digits: 2,
          atMost: 12,
        },
      ],
    };
  },
};

/** A full board on a stats thread, whose refreshes are timed. */
class MeasuredBoard {
  readonly #threads: WorkerPools;
  #board: BoardMemory = emptyBoard();

  constructor(threads: WorkerPools) {
    this.#threads = threads;
  }

  get bytes(): number {
    return bytesOf(this.#board);
  }

  /** Every player answers every question. */
  async fill(onProgress: OnProgress): Promise<void> {
    for (let question = 1; question <= QUESTIONS; question++) {
      onProgress(`fills question ${question} of ${QUESTIONS}`);
      const rows = randomRows(
        PLAYERS,
        () => question,
        (row) => row + 1,
      );
      this.#board = await this.#threads.fold({ board: this.#board, rows, shapes: SHAPES });
    }
    const first = await this.#threads.refresh({ board: this.#board, rows: NO_ROWS, ...REFRESH_INPUT });
    this.#board = first.board;
  }

  /** @param questions the expected number of questions with new stats */
  async refresh(
    questionOf: () => number,
    questions: number,
  ): Promise<{ durationMs: number; delayMs: number }> {
    const rows = randomRows(NEW_ANSWERS, questionOf, () => 1 + Math.floor(Math.random() * PLAYERS));
    const delay = monitorEventLoopDelay({ resolution: 1 });
    // Generating the rows blocked the event loop; that must not count.
    await sleep(20);
    delay.enable();
    const startedAt = performance.now();
    const result = await this.#threads.refresh({ board: this.#board, rows, ...REFRESH_INPUT });
    const durationMs = performance.now() - startedAt;
    delay.disable();
    if (result.stats.length !== questions || !result.full) throw new Error("The snapshot is incomplete.");
    this.#board = result.board;
    return { durationMs, delayMs: delay.percentile(99) / 1e6 };
  }
}

/** In each round other players answer the last question. */
async function measureDuckDb(duckDb: DuckDbBoard, round: number): Promise<number> {
  await duckDb.createAnswers(PLAYERS, WARM_UPS + ROUNDS);
  const startedAt = performance.now();
  const counted = await duckDb.refresh();
  const durationMs = performance.now() - startedAt;
  if (counted !== (round + 1) * NEW_ANSWERS) throw new Error(`DuckDB counts ${counted} answers.`);
  return durationMs;
}
