/**
 * Items with sort keys: each item and its key are a pair of 32-bit words, which is moved as one double. Keys are below
 * 2³⁰, so no pair is a NaN, whose bits a move might change.
 */
export interface KeyedItems {
  /** The item at 2·i, its key at 2·i + 1. */
  words: Int32Array;
  /** The same memory, as one double per pair. */
  pairs: Float64Array;
}

/** The maximum number of bits in a key. */
export const KEY_BITS = 30;
export const BYTES_PER_PAIR = 8;

/** Up to this number of items, insertion sort is faster than radix sort. */
const INSERTION_SORT_THRESHOLD = 40;

/** Scratch memory of this thread, as large as the largest input so far. */
const offsets = new Int32Array(1 << 11);
let scratch = [keyedItems(0), keyedItems(0)] as const;

/** @param memory at least BYTES_PER_PAIR bytes per item */
export function keyedItems(
  size: number,
  memory: ArrayBufferLike = new ArrayBuffer(size * BYTES_PER_PAIR),
): KeyedItems {
  return { words: new Int32Array(memory, 0, 2 * size), pairs: new Float64Array(memory, 0, size) };
}

/**
 * Sorts the pairs `from` to `to` − 1 by key, ascending and stable. The result starts at index 0, in memory that is
 * valid until this thread sorts again. Insertion sort for few pairs; else radix sort, least significant digit first,
 * only over the digits in which the keys differ.
 */
export function sortedByKey(source: KeyedItems, from: number, to: number): KeyedItems {
  const count = to - from;
  if (scratch[0].pairs.length < count) scratch = [keyedItems(count), keyedItems(count)];
  return count <= INSERTION_SORT_THRESHOLD
    ? insertionSort(source, from, count)
    : radixSort(source, from, count);
}

function insertionSort(source: KeyedItems, from: number, count: number): KeyedItems {
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

function radixSort(source: KeyedItems, from: number, count: number): KeyedItems {
  const differing = differingBits(source, from, count);
  const passes = Math.max(1, Math.ceil(differing / digitBitsFor(count)));
  const digitBits = Math.ceil(differing / passes);
  let [target, other] = scratch;
  sortByDigit(source, from, count, target, 0, digitBits);
  for (let pass = 1; pass < passes; pass++) {
    sortByDigit(target, 0, count, other, pass * digitBits, digitBits);
    [target, other] = [other, target];
  }
  return target;
}

/** The bits per digit: there should be fewer counters than items, and both should fit into the CPU cache. */
function digitBitsFor(count: number): number {
  return count < 512 ? 7 : count < 1 << 14 ? 8 : 11;
}

/** How many of the lowest bits differ between keys; the bits above are equal in all keys. */
function differingBits({ words }: KeyedItems, from: number, count: number): number {
  const first = words[2 * from + 1]!;
  let differing = 0;
  for (let i = from; i < from + count; i++) differing |= words[2 * i + 1]! ^ first;
  return 32 - Math.clz32(differing);
}

/** One pass of the radix sort, by the `bits` of the key above `shift`; writes to `target` from index 0. */
function sortByDigit(
  { words, pairs }: KeyedItems,
  from: number,
  count: number,
  { pairs: target }: KeyedItems,
  shift: number,
  bits: number,
): void {
  const mask = (1 << bits) - 1;
  offsets.fill(0, 0, mask + 1);
  for (let i = from; i < from + count; i++) offsets[(words[2 * i + 1]! >>> shift) & mask]!++;
  let start = 0;
  for (let digit = 0; digit <= mask; digit++) {
    const items = offsets[digit]!;
    offsets[digit] = start;
    start += items;
  }
  for (let i = from; i < from + count; i++) {
    target[offsets[(words[2 * i + 1]! >>> shift) & mask]!++] = pairs[i]!;
  }
}
