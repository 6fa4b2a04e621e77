import fc from "fast-check";
import type { ColumnStats } from "../../../../services/stats/analysis/question-stats.ts";
import { bytesOf, emptyBoard } from "../../../../services/stats/board/board-memory.ts";
import { Scores } from "../../../../services/stats/board/scores.ts";
import {
  fold,
  type RefreshResult,
  type RefreshTask,
  refresh,
} from "../../../../services/stats/worker/board.worker.ts";
import { type AnswerRow, packRows } from "../answer-rows.ts";
import { arbitraryAnswers, arbitraryBatches, arbitraryConditions, SHAPES } from "../arbitrary-answers.ts";
import { expectedStats, type StatsConditions } from "../expected-stats.ts";

const PLAYERS = 30;

/** Runs refreshes one after the other, with all data cloned between them, as worker threads do. */
function refreshAll(batches: AnswerRow[][], stages: StatsConditions[]) {
  let board = emptyBoard();
  const stats = new Map<number, ColumnStats>();
  let last: Pick<RefreshResult, "full" | "open"> = { full: null, open: null };
  stages.forEach((stage, index) => {
    const task: RefreshTask = { board, rows: packRows(batches[index] ?? []), shapes: SHAPES, ...stage };
    const result = structuredClone(refresh(structuredClone(task)));
    board = result.board;
    for (const entry of result.stats) stats.set(entry.question, entry);
    last = { full: result.full ?? last.full, open: result.open ?? last.open };
  });
  return { board, scores: new Scores(board.scores), stats, full: last.full!, open: last.open! };
}

const answered = (stats: Iterable<ColumnStats>) => [...stats].filter(({ attempts }) => attempts > 0);

test("a board has the expected stats, in any order of batches, with overlaps and repetitions", () => {
  const inputs = arbitraryAnswers(PLAYERS).chain((answers) =>
    fc.record({
      answers: fc.constant(answers),
      batches: arbitraryBatches(answers),
      stages: fc.array(arbitraryConditions(PLAYERS), { minLength: 12, maxLength: 12 }),
      byTime: fc.boolean(),
    }),
  );
  fc.assert(
    fc.property(inputs, ({ answers, batches, stages, byTime }) => {
      // Removed players stay removed; voided and open questions may change in any way.
      let removed: number[] = [];
      const conditions = stages.map((stage) => {
        removed = [...new Set([...removed, ...stage.removed.slice(0, 2)])].sort((a, b) => a - b);
        return { ...stage, removed, players: PLAYERS, byTime };
      });
      const expected = expectedStats(answers, SHAPES, conditions.at(-1)!);
      const actual = refreshAll(batches, conditions);
      const shown = answered(actual.stats.values());
      expect(shown.sort((a, b) => a.question - b.question)).toEqual(answered(expected.stats));
      expect(actual.full.places).toEqual(expected.full);
      expect(actual.open.places).toEqual(expected.open);
      for (const { playerNo, rank, points } of expected.full) {
        expect([actual.scores.rank[playerNo], actual.scores.points[playerNo]]).toEqual([rank, points]);
      }
      for (const { playerNo, rank, points } of expected.open) {
        expect([actual.scores.openRank[playerNo], actual.scores.openPoints[playerNo]]).toEqual([
          rank,
          points,
        ]);
      }
      for (const player of removed) {
        const { rank, openRank, points, openPoints, answered } = actual.scores;
        const all = [rank[player], openRank[player], points[player], openPoints[player], answered[player]];
        expect(all).toEqual([0, 0, 0, 0, 0]);
      }
    }),
    { numRuns: 150 },
  );
});

test("an answer that is scored again replaces its cell", () => {
  const row: AnswerRow = {
    question: 1,
    player: 3,
    choice: 2,
    response: null,
    elapsed: 700,
    points: 0,
    correct: false,
  };
  const rescored = { ...row, points: 983, correct: true };
  const stage = { players: 3, removed: [], voided: [], open: [1], byTime: true };
  const { full, board } = refreshAll([[row], [rescored], [rescored]], [stage, stage, stage]);
  expect(full.places[0]).toEqual({ rank: 1, playerNo: 3, points: 983, elapsedMs: 700 });
  expect(board.answers).toBe(1);
});

test("unchanged stats and rankings are not computed again", () => {
  const row = { question: 1, player: 1, choice: 0, response: null, elapsed: 5, points: 10, correct: true };
  const task = { shapes: SHAPES, players: 2, removed: [], voided: [], open: [], byTime: true };
  const first = refresh({ board: emptyBoard(), rows: packRows([row]), ...task });
  expect([first.stats.length, first.full?.places.length, first.open?.places.length]).toEqual([1, 2, 2]);
  const second = refresh({ board: first.board, rows: packRows([row]), ...task });
  expect([second.stats, second.full, second.open]).toEqual([[], null, null]);
  const closed = refresh({ board: second.board, rows: packRows([]), ...task, open: [1] });
  expect([closed.stats, closed.full, closed.open?.places[0]?.points]).toEqual([[], null, 10]);
});

test("columns and totals grow with the player numbers", () => {
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
    board = fold({ board: structuredClone(board), rows: packRows([row(player)]), shapes: SHAPES });
  }
  expect(board.players).toBe(70_000);
  const result = refresh({
    board,
    rows: packRows([]),
    shapes: SHAPES,
    players: 0,
    removed: [],
    voided: [],
    open: [],
    byTime: true,
  });
  expect(result.stats[0]?.attempts).toBe(players.length);
  expect(result.full?.places.slice(0, 5).map((place) => place.playerNo)).toEqual([1, 40, 90, 5000, 70_000]);
});

test("an answer takes less than 9 bytes in a session of 20 questions with one choice each", () => {
  const players = 100_000;
  const last = { player: players, choice: 0, response: null, elapsed: 1, points: 1, correct: true };
  const shapes = Array.from({ length: 20 }, () => SHAPES[0]!);
  const rows = packRows(shapes.map((_, index) => ({ ...last, question: index + 1 })));
  const board = fold({ board: emptyBoard(), rows, shapes });
  expect(bytesOf(board) / players / 20).toBeLessThan(9);
});

test("an answer without a choice counts for no option, and changes nothing when it is read again", () => {
  const row = { question: 1, player: 1, choice: null, response: null, elapsed: 5, points: 0, correct: false };
  const conditions = { players: 1, removed: [], voided: [], open: [], byTime: true };
  const task = { shapes: SHAPES, rows: packRows([row]), ...conditions };
  const first = refresh({ board: emptyBoard(), ...task });
  expect(first.stats[0]?.attempts).toBe(1);
  expect(first.stats[0]?.options?.map(({ count }) => count)).toEqual([0, 0, 0, 0]);
  expect(refresh({ board: first.board, ...task }).stats).toEqual([]);
});
