/**
 * A list in another order, which depends only on a seed: for files that list the right option first or last. The same
 * file gives the same quiz each time. Fisher and Yates' shuffle; the numbers come from Mulberry32 over the FNV-1a hash
 * of the seed (http://www.isthe.com/chongo/tech/comp/fnv/).
 *
 * @param seed any text, such as the question's
 */
export function shuffle<Item>(items: readonly Item[], seed: string): Item[] {
  const shuffled = [...items];
  let state = hashOf(seed);
  for (let last = shuffled.length - 1; last > 0; last--) {
    state = (state + 0x6d2b79f5) | 0;
    const other = mix(state) % (last + 1);
    [shuffled[last], shuffled[other]] = [shuffled[other]!, shuffled[last]!];
  }
  return shuffled;
}

function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash;
}

/** From 0 to 2^32 - 1. */
function mix(state: number): number {
  let mixed = Math.imul(state ^ (state >>> 15), state | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return (mixed ^ (mixed >>> 14)) >>> 0;
}
