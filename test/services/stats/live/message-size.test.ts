import { Buffer } from "node:buffer";
import { columnStats, MAX_VALUES } from "../../../../services/stats/analysis/question-stats.ts";
import { Board } from "../../../../services/stats/board/board.ts";
import { emptyBoard } from "../../../../services/stats/board/board-memory.ts";
import { fold } from "../../../../services/stats/worker/board.worker.ts";
import { packRows } from "../answer-rows.ts";

const SHAPE = { tally: "text" as const, isUnscored: false, options: 0 };
/** The maximum message of NATS (k8s/base/nats/nats.conf), minus the other contents of a report. */
const MAX_VALUES_MESSAGE_BYTES = 8_000_000 - 5_000_000;
const MAX_QUESTIONS = 1000;

/** The column of a question to which each of 30 players typed another answer. */
function columnOf(text: (player: number) => string) {
  const answers = Array.from({ length: 30 }, (_, index) => ({
    question: 1,
    player: index + 1,
    choice: null,
    response: text(index + 1),
    elapsed: 1,
    points: 0,
    correct: false,
  }));
  return new Board(fold({ board: emptyBoard(), rows: packRows(answers), shapes: [SHAPE] })).columns[0]!;
}

test("the longest answers to a thousand questions fit into one message", () => {
  // U+FDFA becomes eighteen characters when normalised, of three bytes or one byte each.
  const { values } = columnStats(
    columnOf((player) => `${player}${"\ufdfa".repeat(498)}`),
    SHAPE,
    MAX_QUESTIONS,
  );
  expect(MAX_QUESTIONS * Buffer.byteLength(JSON.stringify(values))).toBeLessThan(
    MAX_VALUES_MESSAGE_BYTES + 2 * MAX_QUESTIONS,
  );
});

test("the stats of a thousand questions have room for the 20 most frequent answers of usual length", () => {
  const column = columnOf(
    (player) => `the answer of player ${player}, in a sentence of some hundred characters, as it is`,
  );
  expect(columnStats(column, SHAPE, MAX_QUESTIONS).values).toHaveLength(MAX_VALUES);
});

test("the stats of twenty questions have room for the 20 most frequent answers of any length", () => {
  const column = columnOf((player) => `${player}${"\u0101".repeat(498)}`);
  expect(columnStats(column, SHAPE, 20).values).toHaveLength(MAX_VALUES);
});
