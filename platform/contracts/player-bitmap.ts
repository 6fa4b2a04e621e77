/**
 * Sets of player numbers as they travel between nodes: one bit per player, in base64. A block has at most 256 KiB of
 * bits, so a message stays small however many players a session has.
 */

/** How many player numbers one block covers: block 0 has those below this one. */
export const PLAYERS_PER_BLOCK = 2 ** 21;

/**
 * Packs the players of one block.
 *
 * @param last no player has a higher number
 */
export function packPlayers(players: Iterable<number>, last: number, block: number): string {
  const from = block * PLAYERS_PER_BLOCK;
  const slots = Math.min(PLAYERS_PER_BLOCK, Math.max(0, last + 1 - from));
  const bits = Buffer.alloc((slots + 7) >>> 3);
  for (const player of players) {
    const offset = player - from;
    if (offset >= 0 && offset < slots) bits[offset >>> 3]! |= 1 << (offset & 7);
  }
  return bits.toString("base64");
}

/**
 * A player of a packed block for whom `matches` is true; null if there is none. The search begins at a random player, so
 * each of the matching ones is found about equally often.
 *
 * @param random a number from 0 to 1, without 1
 */
export function findPlayer(
  packed: string,
  block: number,
  matches: (player: number) => boolean,
  random: number,
): number | null {
  const bits = Buffer.from(packed, "base64");
  const start = Math.floor(random * bits.length);
  for (let i = 0; i < bits.length; i++) {
    const byte = (start + i) % bits.length;
    for (let rest = bits[byte]!; rest !== 0; rest &= rest - 1) {
      const player = block * PLAYERS_PER_BLOCK + byte * 8 + 31 - Math.clz32(rest & -rest);
      if (matches(player)) return player;
    }
  }
  return null;
}
