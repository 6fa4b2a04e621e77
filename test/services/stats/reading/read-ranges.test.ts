import fc from "fast-check";
import { partsOf } from "../../../../services/stats/reading/read-ranges.ts";

test("parts cover every question and player once, and more players than have joined", () => {
  const size = fc.record({
    questions: fc.integer({ min: 1, max: 12 }),
    players: fc.nat(60),
    cells: fc.integer({ min: 1, max: 40 }),
  });
  fc.assert(
    fc.property(size, ({ questions, players, cells }) => {
      const parts = partsOf(questions, players, cells);
      for (let question = 1; question <= questions; question++) {
        for (const player of [1, 2, players, players + 1, players + 1000]) {
          const holding = parts.filter(
            (part) =>
              part.fromQuestion <= question &&
              question <= part.toQuestion &&
              part.fromPlayer <= player &&
              player <= part.toPlayer,
          );
          if (player >= 1) expect(holding).toHaveLength(1);
        }
      }
      for (const part of parts) {
        const width = Math.min(part.toQuestion, questions) - part.fromQuestion + 1;
        const height = Math.min(part.toPlayer, players) - Math.max(1, part.fromPlayer) + 1;
        expect(width * height).toBeLessThanOrEqual(Math.max(cells, 1));
      }
    }),
  );
});
