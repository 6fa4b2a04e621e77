import fc from "fast-check";
import { removalOf, type SessionRecord } from "../../../platform/domain/session.ts";
import { sessionRecord } from "../../harness/session-record.ts";

const anyNumbers = fc
  .uniqueArray(fc.integer({ min: 1, max: 60 }))
  .map((numbers) => numbers.sort((a, b) => a - b));

test("a player is removed or banned as the lists of the record say", () => {
  fc.assert(
    fc.property(
      anyNumbers,
      fc.func(fc.boolean()),
      fc.integer({ min: 1, max: 60 }),
      (removed, isBanned, playerNo) => {
        const banned = removed.filter((no) => isBanned(no));
        const expected = banned.includes(playerNo) ? "banned" : removed.includes(playerNo) ? "removed" : null;
        expect(removalOf(sessionRecord({ removed, banned }), playerNo)).toBe(expected);
      },
    ),
  );
});

test("in a record of a node of the release before nobody is banned", () => {
  const { banned: _, ...old } = sessionRecord({ removed: [3] });
  expect(removalOf(old as SessionRecord, 3)).toBe("removed");
});
