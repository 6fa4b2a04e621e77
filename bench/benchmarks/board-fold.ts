import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as pause } from "node:timers/promises";
import { type BoardMemory, bytesOf, emptyBoard } from "../../services/stats/board/board-memory.ts";
import type { QuestionShape } from "../../services/stats/board/question-shape.ts";
import { SCRATCH_BYTES_PER_PLAYER } from "../../services/stats/ranking/ranking.ts";
import { NO_ROWS } from "../../services/stats/reading/packed-rows.ts";
import { StatsThreads } from "../../services/stats/worker/worker-pools.ts";
import { DuckDbBoard } from "../baselines/duckdb-board.ts";
import { randomRows } from "../boards/large-board.ts";
import type { Figure } from "../measuring/benchmark.ts";
import { spreadOf } from "../measuring/spread.ts";

const PLAYERS = 1_000_000;
const QUESTIONS = 20;
const NEW_ANSWERS = 100_000;
const WARM_UPS = 3;
const ROUNDS = 7;
const SHAPES: QuestionShape[] = Array.from({ length: QUESTIONS }, () => ({
  form: "option",
  isPoll: false,
  options: 4,
}));

const CIRCUMSTANCES = {
  shapes: SHAPES,
  players: PLAYERS,
  removed: [],
  voided: [],
  open: Array.from({ length: QUESTIONS - 1 }, (_, index) => index + 1),
};

const lastQuestion = () => QUESTIONS;
const anyQuestion = () => 1 + Math.floor(Math.random() * QUESTIONS);

/** What the last question's answers come to while the others are closed, as in a hosted game. */
export const boardFold: Figure = {
  name: "board-fold",
  topic: "figures",
  title: `${NEW_ANSWERS.toLocaleString("en")} new answers into a board of ${PLAYERS.toLocaleString("en")} players × ${QUESTIONS} questions, ranking and figures included`,
  async take(tell) {
    await using stack = new AsyncDisposableStack();
    const threads = new StatsThreads(1);
    stack.defer(() => threads.stop());
    const board = new MeasuredBoard(threads);
    await board.fill(tell);
    tell("fills DuckDB with as many answers");
    const peer = await DuckDbBoard.create(stack, PLAYERS, QUESTIONS);
    const times = { last: [] as number[], spread: [] as number[], peer: [] as number[] };
    const delays: number[] = [];
    for (let round = 0; round < WARM_UPS + ROUNDS; round++) {
      tell(round < WARM_UPS ? "warm-up" : `round ${round - WARM_UPS + 1} of ${ROUNDS}`);
      const last = await board.refresh(lastQuestion, 1);
      const spread = await board.refresh(anyQuestion, QUESTIONS);
      const peerMs = await peerRound(peer, round);
      if (round < WARM_UPS) continue;
      times.last.push(last.tookMs);
      times.spread.push(spread.tookMs);
      times.peer.push(peerMs);
      delays.push(Math.max(last.delayMs, spread.delayMs));
    }
    const bytes = board.bytes + SCRATCH_BYTES_PER_PLAYER * PLAYERS;
    const ms = (subject: string, runs: number[]) => ({
      subject,
      quantity: "ms a refresh",
      spread: spreadOf(runs),
      digits: 1,
    });
    return {
      measures: [
        ms("Stampede, answers to the last question", times.last),
        ms("Stampede, answers to all 20 questions", times.spread),
        ms("DuckDB on all cores, answers to the last question", times.peer),
      ],
      goals: [
        {
          what: "ms from the task's start to its snapshot, answers to the last question",
          spread: spreadOf(times.last),
          digits: 1,
          atMost: 50,
        },
        { what: "ms of event-loop delay meanwhile, p99", spread: spreadOf(delays), digits: 1, atMost: 20 },
        {
          what: "bytes per player and question, the thread's scratch among them",
          spread: spreadOf([bytes / PLAYERS / QUESTIONS]),
          digits: 2,
          atMost: 12,
        },
      ],
    };
  },
};

/** A full board on a stats thread, and what its refreshes take. */
class MeasuredBoard {
  readonly #threads: StatsThreads;
  #board: BoardMemory = emptyBoard();

  constructor(threads: StatsThreads) {
    this.#threads = threads;
  }

  get bytes(): number {
    return bytesOf(this.#board);
  }

  /** Everyone's answer to every question. */
  async fill(tell: (step: string) => void): Promise<void> {
    for (let question = 1; question <= QUESTIONS; question++) {
      tell(`fills question ${question} of ${QUESTIONS}`);
      const rows = randomRows(
        PLAYERS,
        () => question,
        (row) => row + 1,
      );
      this.#board = await this.#threads.fold({ board: this.#board, rows, shapes: SHAPES });
    }
    const first = await this.#threads.refresh({ board: this.#board, rows: NO_ROWS, ...CIRCUMSTANCES });
    this.#board = first.board;
  }

  /** @param questions how many must have new figures */
  async refresh(questionOf: () => number, questions: number): Promise<{ tookMs: number; delayMs: number }> {
    const rows = randomRows(NEW_ANSWERS, questionOf, () => 1 + Math.floor(Math.random() * PLAYERS));
    const delay = monitorEventLoopDelay({ resolution: 1 });
    // What drawing the rows took is no business of the event loop that is watched.
    await pause(20);
    delay.enable();
    const startedAt = performance.now();
    const result = await this.#threads.refresh({ board: this.#board, rows, ...CIRCUMSTANCES });
    const tookMs = performance.now() - startedAt;
    delay.disable();
    if (result.figures.length !== questions || !result.full) throw new Error("The snapshot is not whole.");
    this.#board = result.board;
    return { tookMs, delayMs: delay.percentile(99) / 1e6 };
  }
}

/** Each round brings the last question's answers of other players. */
async function peerRound(peer: DuckDbBoard, round: number): Promise<number> {
  await peer.draw(PLAYERS, WARM_UPS + ROUNDS);
  const startedAt = performance.now();
  const counted = await peer.refresh();
  const tookMs = performance.now() - startedAt;
  if (counted !== (round + 1) * NEW_ANSWERS) throw new Error(`DuckDB counts ${counted} answers.`);
  return tookMs;
}
