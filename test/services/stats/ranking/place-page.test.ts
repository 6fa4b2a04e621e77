import fc from "fast-check";
import { Board } from "../../../../services/stats/board/board.ts";
import { emptyBoard } from "../../../../services/stats/board/board-memory.ts";
import { placePage } from "../../../../services/stats/ranking/place-page.ts";
import { refresh } from "../../../../services/stats/worker/board.worker.ts";
import { packRows } from "../answer-rows.ts";
import { arbitraryAnswers, arbitraryConditions, SHAPES } from "../arbitrary-answers.ts";
import { expectedStats } from "../expected-stats.ts";

const PLAYERS = 30;

test("a page has the places of the ranking from its position on", () => {
  const inputs = fc.record({
    answers: arbitraryAnswers(PLAYERS),
    conditions: arbitraryConditions(PLAYERS),
    byTime: fc.boolean(),
    ranking: fc.constantFrom("full" as const, "open" as const),
    from: fc.integer({ min: 1, max: PLAYERS + 5 }),
    limit: fc.integer({ min: 1, max: 100 }),
  });
  fc.assert(
    fc.property(inputs, ({ answers, conditions, byTime, ranking, from, limit }) => {
      const rules = { ...conditions, players: PLAYERS, byTime };
      const refreshed = refresh({ board: emptyBoard(), rows: packRows(answers), shapes: SHAPES, ...rules });
      const board = new Board(structuredClone(refreshed.board));
      const players = PLAYERS - rules.removed.length;
      const page = placePage(board, { ranking, from, limit }, players, rules.open);
      expect(page).toEqual(expectedStats(answers, SHAPES, rules)[ranking].slice(from - 1, from - 1 + limit));
    }),
  );
});
