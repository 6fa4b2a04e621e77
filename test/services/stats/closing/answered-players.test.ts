import fc from "fast-check";
import {
  AnsweredPlayers,
  type QuestionAnswers,
} from "../../../../services/stats/closing/answered-players.ts";

/** The column of a question that these players have answered, with slots for the players up to `last`. */
function columnOf(answered: readonly number[], last: number): QuestionAnswers {
  const grades = new Uint16Array(last + 1);
  for (const player of answered) grades[player] = 0x4000;
  return { grades, attempts: answered.length };
}

const numbers = fc.uniqueArray(fc.integer({ min: 1, max: 12 }));

test("who answered the question before, but not this one, and was not removed, is found", () => {
  fc.assert(
    fc.property(
      numbers,
      numbers,
      numbers,
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      fc.integer({ min: 0, max: 3 }),
      (current, before, removed, random, spare) => {
        const players = new AnsweredPlayers(
          columnOf(current, Math.max(0, ...current) + spare),
          columnOf(before, Math.max(0, ...before)),
          removed,
        );
        const owing = before.filter((player) => !current.includes(player) && !removed.includes(player));
        const found = players.findOwing(random);
        if (owing.length === 0) expect(found).toBeNull();
        else expect(owing).toContain(found);
        for (let player = 1; player <= 20; player++) {
          expect(players.isOwing(player)).toBe(owing.includes(player));
          expect(players.isAwaited(player)).toBe(!current.includes(player) && !removed.includes(player));
        }
        expect(players.hasAnswers).toBe(current.some((player) => !removed.includes(player)));
      },
    ),
  );
});
