import fc from "fast-check";
import { readRanges } from "../../../../services/stats/reading/read-ranges.ts";

test("ranges cover every question and player once, also players who join later", () => {
  const size = fc.record({
    questions: fc.integer({ min: 1, max: 12 }),
    players: fc.nat(60),
    cells: fc.integer({ min: 1, max: 40 }),
  });
  fc.assert(
    fc.property(size, ({ questions, players, cells }) => {
      const ranges = readRanges(questions, players, cells);
      for (let question = 1; question <= questions; question++) {
        for (const player of [1, 2, players, players + 1, players + 1000]) {
          const holding = ranges.filter(
            (range) =>
              range.fromQuestion <= question &&
              question <= range.toQuestion &&
              range.fromPlayer <= player &&
              player <= range.toPlayer,
          );
          if (player >= 1) expect(holding).toHaveLength(1);
        }
      }
      for (const range of ranges) {
        const width = Math.min(range.toQuestion, questions) - range.fromQuestion + 1;
        const height = Math.min(range.toPlayer, players) - Math.max(1, range.fromPlayer) + 1;
        expect(width * height).toBeLessThanOrEqual(Math.max(cells, 1));
      }
    }),
  );
});
