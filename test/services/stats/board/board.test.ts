import fc from "fast-check";
import type { Figures } from "../../../../services/stats/analysis/question-stats.ts";
import { bytesOf, emptyBoard } from "../../../../services/stats/board/board-memory.ts";
import { Scores } from "../../../../services/stats/ranking/scores.ts";
import {
  fold,
  type RefreshResult,
  type RefreshTask,
  refresh,
} from "../../../../services/stats/worker/board.worker.ts";
import { arbitraryAnswers, arbitraryBatches, arbitraryCircumstances, SHAPES } from "../arbitrary-answers.ts";
import { pack } from "../packing.ts";
import { type Answer, type Circumstances, recount } from "../recount.ts";

const PLAYERS = 30;

/** Runs one task after the other as threads would: what goes from one to the next is cloned. */
function refreshAll(batches: Answer[][], stages: Circumstances[]) {
  let board = emptyBoard();
  const figures = new Map<number, Figures>();
  let last: Pick<RefreshResult, "full" | "open"> = { full: null, open: null };
  stages.forEach((stage, index) => {
    const task: RefreshTask = { board, rows: pack(batches[index] ?? []), shapes: SHAPES, ...stage };
    const result = structuredClone(refresh(structuredClone(task)));
    board = result.board;
    for (const one of result.figures) figures.set(one.question, one);
    last = { full: result.full ?? last.full, open: result.open ?? last.open };
  });
  return { board, scores: new Scores(board.scores), figures, full: last.full!, open: last.open! };
}

const answered = (expected: { figures: Figures[] }) =>
  expected.figures.filter((figures) => figures.attempts > 0);

test("whatever the order, overlap and repetition of batches, a board equals a plain recount", () => {
  const game = arbitraryAnswers(PLAYERS).chain((answers) =>
    fc.record({
      answers: fc.constant(answers),
      batches: arbitraryBatches(answers),
      stages: fc.array(arbitraryCircumstances(PLAYERS), { minLength: 12, maxLength: 12 }),
    }),
  );
  fc.assert(
    fc.property(game, ({ answers, batches, stages }) => {
      // Removed players stay removed; what is void or open may come and go.
      let removed: number[] = [];
      const given = stages.map((stage) => {
        removed = [...new Set([...removed, ...stage.removed.slice(0, 2)])].sort((a, b) => a - b);
        return { ...stage, removed, players: PLAYERS };
      });
      const expected = recount(answers, SHAPES, given.at(-1)!);
      const found = refreshAll(batches, given);
      const shown = [...found.figures.values()].filter((figures) => figures.attempts > 0);
      expect(shown.sort((a, b) => a.question - b.question)).toEqual(answered(expected));
      expect(found.full.places).toEqual(expected.full);
      expect(found.open.places).toEqual(expected.open);
      for (const { playerNo, rank, points } of expected.full) {
        expect([found.scores.rank[playerNo], found.scores.points[playerNo]]).toEqual([rank, points]);
      }
      for (const { playerNo, rank, points } of expected.open) {
        expect([found.scores.openRank[playerNo], found.scores.openPoints[playerNo]]).toEqual([rank, points]);
      }
      for (const gone of removed) {
        const { rank, openRank, points, openPoints, answered } = found.scores;
        const all = [rank[gone], openRank[gone], points[gone], openPoints[gone], answered[gone]];
        expect(all).toEqual([0, 0, 0, 0, 0]);
      }
    }),
    { numRuns: 150 },
  );
});

test("an answer that was scored anew replaces its cell", () => {
  const row: Answer = {
    question: 1,
    player: 3,
    choice: 2,
    response: null,
    elapsed: 700,
    points: 0,
    correct: false,
  };
  const rescored = { ...row, points: 983, correct: true };
  const stage = { players: 3, removed: [], voided: [], open: [1] };
  const { full, board } = refreshAll([[row], [rescored], [rescored]], [stage, stage, stage]);
  expect(full.places[0]).toEqual({ rank: 1, playerNo: 3, points: 983, elapsedMs: 700 });
  expect(board.answers).toBe(1);
});

test("what has not changed is not computed anew", () => {
  const row = { question: 1, player: 1, choice: 0, response: null, elapsed: 5, points: 10, correct: true };
  const task = { shapes: SHAPES, players: 2, removed: [], voided: [], open: [] };
  const first = refresh({ board: emptyBoard(), rows: pack([row]), ...task });
  expect([first.figures.length, first.full?.places.length, first.open?.places.length]).toEqual([1, 2, 2]);
  const second = refresh({ board: first.board, rows: pack([row]), ...task });
  expect([second.figures, second.full, second.open]).toEqual([[], null, null]);
  const closed = refresh({ board: second.board, rows: pack([]), ...task, open: [1] });
  expect([closed.figures, closed.full, closed.open?.places[0]?.points]).toEqual([[], null, 10]);
});

test("columns and players grow with the numbers that come", () => {
  const row = (player: number) => ({
    question: 2,
    player,
    choice: 3,
    response: null,
    elapsed: 1,
    points: 1,
    correct: true,
  });
  const players = [1, 90, 5000, 40, 70_000];
  let board = emptyBoard();
  for (const player of players) {
    board = fold({ board: structuredClone(board), rows: pack([row(player)]), shapes: SHAPES });
  }
  expect(board.players).toBe(70_000);
  const result = refresh({
    board,
    rows: pack([]),
    shapes: SHAPES,
    players: 0,
    removed: [],
    voided: [],
    open: [],
  });
  expect(result.figures[0]?.attempts).toBe(players.length);
  expect(result.full?.places.slice(0, 5).map((place) => place.playerNo)).toEqual([1, 40, 90, 5000, 70_000]);
});

test("a player and question take less than 12 bytes in a game of 20 questions, 9 where one option is chosen", () => {
  const players = 100_000;
  const last = { player: players, choice: 0, response: null, elapsed: 1, points: 1, correct: true };
  const shapes = Array.from({ length: 20 }, () => SHAPES[0]!);
  const rows = pack(shapes.map((_, index) => ({ ...last, question: index + 1 })));
  const board = fold({ board: emptyBoard(), rows, shapes });
  expect(bytesOf(board) / players / 20).toBeLessThan(9);
});

test("an answer without a choice counts for no option, and read again changes nothing", () => {
  const row = { question: 1, player: 1, choice: null, response: null, elapsed: 5, points: 0, correct: false };
  const task = { shapes: SHAPES, rows: pack([row]), players: 1, removed: [], voided: [], open: [] };
  const first = refresh({ board: emptyBoard(), ...task });
  expect(first.figures[0]?.attempts).toBe(1);
  expect(first.figures[0]?.options?.map(({ count }) => count)).toEqual([0, 0, 0, 0]);
  expect(refresh({ board: first.board, ...task }).figures).toEqual([]);
});
