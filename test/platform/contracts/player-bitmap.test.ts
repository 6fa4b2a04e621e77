import fc from "fast-check";
import { findPlayer, PLAYERS_PER_BLOCK, packPlayers } from "../../../platform/contracts/player-bitmap.ts";

/** All players of the blocks up to that of `last`. */
function unpack(players: readonly number[], last: number, random: number): number[] {
  const found: number[] = [];
  for (let block = 0; block * PLAYERS_PER_BLOCK <= last; block++) {
    const packed = packPlayers(players, last, block);
    for (;;) {
      const player = findPlayer(packed, block, (no) => !found.includes(no), random);
      if (player === null) break;
      found.push(player);
    }
  }
  return found.sort((a, b) => a - b);
}

test("packed players are found again, wherever the search begins, also in several blocks", () => {
  const player = fc.oneof(
    fc.integer({ min: 1, max: 300 }),
    fc.integer({ min: PLAYERS_PER_BLOCK - 20, max: PLAYERS_PER_BLOCK + 20 }),
  );
  fc.assert(
    fc.property(
      fc.uniqueArray(player, { maxLength: 20 }),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      (players, random) => {
        const last = Math.max(0, ...players);
        expect(unpack(players, last, random)).toEqual(players.toSorted((a, b) => a - b));
      },
    ),
    { numRuns: 50 },
  );
});

test("a block takes a bit per player: a million players are 167 KB of text", () => {
  expect(packPlayers([1_000_000], 1_000_000, 0).length).toBeLessThan(167_000);
  expect(packPlayers([], 0, 0).length).toBeLessThan(5);
});
