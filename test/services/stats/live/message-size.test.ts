import { Buffer } from "node:buffer";
import { figuresOf, MOST_VALUES } from "../../../../services/stats/analysis/question-stats.ts";
import { Board } from "../../../../services/stats/board/board.ts";
import { emptyBoard } from "../../../../services/stats/board/board-memory.ts";
import { fold } from "../../../../services/stats/worker/board.worker.ts";
import { pack } from "../packing.ts";

const SHAPE = { form: "text" as const, isPoll: false, options: 0 };
/** The most that a NATS server lets through (k8s/base/nats/nats.conf), less what a report has beside. */
const ROOM = 8_000_000 - 5_000_000;
const MOST_QUESTIONS = 1000;

/** A question that each of 30 players answered in words of their own. */
function typed(text: (player: number) => string) {
  const answers = Array.from({ length: 30 }, (_, index) => ({
    question: 1,
    player: index + 1,
    choice: null,
    response: text(index + 1),
    elapsed: 1,
    points: 0,
    correct: false,
  }));
  return new Board(fold({ board: emptyBoard(), rows: pack(answers), shapes: [SHAPE] })).columns[0]!;
}

test("the longest answers to a thousand questions go through in one message", () => {
  // U+FDFA is eighteen characters once it is normalised, three bytes each or one.
  const { values } = figuresOf(
    typed((player) => `${player}${"\ufdfa".repeat(498)}`),
    SHAPE,
    MOST_QUESTIONS,
  );
  expect(MOST_QUESTIONS * Buffer.byteLength(JSON.stringify(values))).toBeLessThan(ROOM + 2 * MOST_QUESTIONS);
});

test("what players commonly type is told whole: the 20 most frequent of every question", () => {
  const column = typed(
    (player) => `the answer of player ${player}, in a sentence of some hundred characters, as it is`,
  );
  expect(figuresOf(column, SHAPE, MOST_QUESTIONS).values).toHaveLength(MOST_VALUES);
});

test("a quiz of twenty questions tells the 20 most frequent answers, however long", () => {
  const column = typed((player) => `${player}${"\u0101".repeat(498)}`);
  expect(figuresOf(column, SHAPE, 20).values).toHaveLength(MOST_VALUES);
});
