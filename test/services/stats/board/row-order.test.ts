import fc from "fast-check";
import { groupByQuestion, orderByPlayer } from "../../../../services/stats/board/row-order.ts";

const rows = fc.array(
  fc.record({
    player: fc.oneof(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 2 ** 31 - 1 })),
    question: fc.integer({ min: 1, max: 5 }),
  }),
  { maxLength: 100 },
);

test("rows are sorted by player and grouped by question, and equal rows stay in their order", () => {
  fc.assert(
    fc.property(rows, (all) => {
      const sorted = all.map((_, row) => row).sort((a, b) => all[a]!.player - all[b]!.player || a - b);
      const order = orderByPlayer(Int32Array.from(all, ({ player }) => player));
      expect([...order]).toEqual(sorted);
      const grouped = groupByQuestion(
        order,
        Int16Array.from(all, ({ question }) => question),
        5,
      );
      expect(grouped.map((group) => [...group])).toEqual(
        [0, 1, 2, 3, 4, 5].map((question) => sorted.filter((row) => all[row]!.question === question)),
      );
    }),
  );
});
