import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as pause } from "node:timers/promises";
import { bytesOf, emptyBoard } from "../../services/stats/board-memory.ts";
import type { QuestionShape } from "../../services/stats/question-shape.ts";
import { StatsThreads } from "../../services/stats/stats-threads.ts";
import { randomRows } from "../boards/large-board.ts";
import type { Figure } from "../measuring/figure.ts";
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

/** What the last question's answers come to while the others are closed, as in a hosted game. */
export const boardFold: Figure = {
  name: "board-fold",
  topic: "figures",
  title: `${NEW_ANSWERS.toLocaleString("en")} new answers into a board of ${PLAYERS.toLocaleString("en")} players × ${QUESTIONS} questions, in one worker thread, ranking and figures included`,
  async take(tell) {
    await using stack = new AsyncDisposableStack();
    const threads = new StatsThreads(1);
    stack.defer(() => threads.stop());
    const circumstances = {
      shapes: SHAPES,
      players: PLAYERS,
      removed: [],
      voided: [],
      open: Array.from({ length: QUESTIONS - 1 }, (_, index) => index + 1),
    };
    let board = emptyBoard();
    for (let question = 1; question <= QUESTIONS; question++) {
      tell(`fills question ${question} of ${QUESTIONS}`);
      const rows = randomRows(
        PLAYERS,
        () => question,
        (row) => row + 1,
      );
      board = await threads.fold({ board, rows, shapes: SHAPES });
    }
    ({ board } = await threads.refresh({
      board,
      rows: randomRows(
        0,
        () => 1,
        () => 1,
      ),
      ...circumstances,
    }));
    const times: number[] = [];
    const delays: number[] = [];
    for (let round = 0; round < WARM_UPS + ROUNDS; round++) {
      tell(round < WARM_UPS ? "warm-up" : `round ${round - WARM_UPS + 1} of ${ROUNDS}`);
      const rows = randomRows(
        NEW_ANSWERS,
        () => QUESTIONS,
        () => 1 + Math.floor(Math.random() * PLAYERS),
      );
      const delay = monitorEventLoopDelay({ resolution: 1 });
      // What drawing the rows took is no business of the event loop that is watched.
      await pause(20);
      delay.enable();
      const startedAt = performance.now();
      const result = await threads.refresh({ board, rows, ...circumstances });
      const tookMs = performance.now() - startedAt;
      delay.disable();
      if (result.figures.length !== 1 || !result.full) throw new Error("The snapshot is not whole.");
      board = result.board;
      if (round < WARM_UPS) continue;
      times.push(tookMs);
      delays.push(delay.percentile(99) / 1e6);
    }
    const cellBytes = bytesOf(board) / PLAYERS / QUESTIONS;
    const steady = spreadOf(times.map(() => cellBytes));
    return {
      measures: [],
      goals: [
        { what: "ms from the task's start to its snapshot", spread: spreadOf(times), digits: 1, atMost: 50 },
        { what: "ms of event-loop delay meanwhile, p99", spread: spreadOf(delays), digits: 1, atMost: 20 },
        {
          what: "bytes of the board per player and question, without the thread's scratch",
          spread: steady,
          digits: 2,
          atMost: 12,
        },
      ],
    };
  },
};
