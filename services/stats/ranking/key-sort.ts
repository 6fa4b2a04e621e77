/**
 * Things in an order: of each its number, and the key that orders it, in one pair of words, so that both move in
 * one. The pairs seen as doubles; the key is below 2³⁰, and so none of them is NaN, whose bits might not survive.
 */
export interface Keyed {
  /** The item at 2·i, its key at 2·i + 1. */
  words: Int32Array;
  /** The same memory. */
  pairs: Float64Array;
}

/** What a key may have. */
export const KEY_BITS = 30;
export const BYTES_PER_PAIR = 8;

/** Below this many, sorting by insertion is faster than counting digits. */
const FEW = 40;

/** Scratch of this thread, as large as the most that it has sorted yet. */
const places = new Int32Array(1 << 11);
let scratch = [keyed(0), keyed(0)] as const;

/** @param memory of BYTES_PER_PAIR each */
export function keyed(size: number, memory: ArrayBufferLike = new ArrayBuffer(size * BYTES_PER_PAIR)): Keyed {
  return { words: new Int32Array(memory, 0, 2 * size), pairs: new Float64Array(memory, 0, size) };
}

/**
 * The pairs `from` to `to` − 1 sorted by key, ascending and stable, from 0 on, in memory that is valid until this
 * thread sorts again. By insertion where they are few, else by radix, least significant digit first, over no more
 * than the digits in which they differ.
 */
export function sortedByKey(source: Keyed, from: number, to: number): Keyed {
  const count = to - from;
  if (scratch[0].pairs.length < count) scratch = [keyed(count), keyed(count)];
  return count <= FEW ? insert(source, from, count) : radixSort(source, from, count);
}

function insert(source: Keyed, from: number, count: number): Keyed {
  const target = scratch[0];
  const { words, pairs } = target;
  for (let i = 0; i < count; i++) {
    const key = source.words[2 * (from + i) + 1]!;
    let place = i;
    for (; place > 0 && words[2 * place - 1]! > key; place--) pairs[place] = pairs[place - 1]!;
    pairs[place] = source.pairs[from + i]!;
  }
  return target;
}

function radixSort(source: Keyed, from: number, count: number): Keyed {
  const differing = differingBits(source, from, count);
  const passes = Math.max(1, Math.ceil(differing / digitFor(count)));
  const digit = Math.ceil(differing / passes);
  let [target, other] = scratch;
  sortByDigit(source, from, count, target, 0, digit);
  for (let pass = 1; pass < passes; pass++) {
    sortByDigit(target, 0, count, other, pass * digit, digit);
    [target, other] = [other, target];
  }
  return target;
}

/** Bits of a digit: its counters should be fewer than what is counted, and stay at hand with it. */
function digitFor(count: number): number {
  return count < 512 ? 7 : count < 1 << 14 ? 8 : 11;
}

/** The lowest bits in which keys differ are so many; above, all are the same. */
function differingBits({ words }: Keyed, from: number, count: number): number {
  const first = words[2 * from + 1]!;
  let differing = 0;
  for (let i = from; i < from + count; i++) differing |= words[2 * i + 1]! ^ first;
  return 32 - Math.clz32(differing);
}

/** One pass by so many bits of the key, into the target from 0 on. */
function sortByDigit(
  { words, pairs }: Keyed,
  from: number,
  count: number,
  { pairs: target }: Keyed,
  shift: number,
  bits: number,
): void {
  const mask = (1 << bits) - 1;
  places.fill(0, 0, mask + 1);
  for (let i = from; i < from + count; i++) places[(words[2 * i + 1]! >>> shift) & mask]!++;
  let start = 0;
  for (let digit = 0; digit <= mask; digit++) {
    const counted = places[digit]!;
    places[digit] = start;
    start += counted;
  }
  for (let i = from; i < from + count; i++) {
    target[places[(words[2 * i + 1]! >>> shift) & mask]!++] = pairs[i]!;
  }
}
