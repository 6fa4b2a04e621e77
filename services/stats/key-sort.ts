/** Below this many, sorting by insertion is faster than counting digits. */
const FEW = 40;
const MANY = 1 << 14;
const FEW_BITS = 8;
const MANY_BITS = 11;

/** Things in an order, and what orders them. */
export interface Keyed {
  keys: Uint32Array;
  items: Uint32Array;
}

/** Scratch of this thread. */
const places = new Uint32Array(1 << MANY_BITS);
let spare: Keyed = { keys: new Uint32Array(), items: new Uint32Array() };

/**
 * Sorts the elements `from` to `to` − 1 by key, ascending and stable, the keys with their items: by insertion
 * where they are few, else by radix, least significant digit first, over just the digits in which they differ.
 */
export function sortByKey(keyed: Keyed, from: number, to: number): void {
  if (to - from <= FEW) insert(keyed, from, to);
  else radixSort(keyed, from, to);
}

function insert({ keys, items }: Keyed, from: number, to: number): void {
  for (let i = from + 1; i < to; i++) {
    const key = keys[i]!;
    const item = items[i]!;
    let place = i;
    for (; place > from && keys[place - 1]! > key; place--) {
      keys[place] = keys[place - 1]!;
      items[place] = items[place - 1]!;
    }
    keys[place] = key;
    items[place] = item;
  }
}

function radixSort(keyed: Keyed, from: number, to: number): void {
  const { keys, items } = keyed;
  let least = 0xffff_ffff;
  let most = 0;
  for (let i = from; i < to; i++) {
    const key = keys[i]!;
    if (key < least) least = key;
    if (key > most) most = key;
  }
  if (spare.keys.length < keys.length) {
    spare = { keys: new Uint32Array(keys.length), items: new Uint32Array(keys.length) };
  }
  const digits = to - from < MANY ? FEW_BITS : MANY_BITS;
  const bits = 32 - Math.clz32(most - least);
  let [source, target] = [keyed, spare];
  for (let shift = 0; shift < bits; shift += digits) {
    sortByDigit(source, target, from, to, least, shift, digits);
    [source, target] = [target, source];
  }
  if (source === keyed) return;
  for (let i = from; i < to; i++) {
    keys[i] = spare.keys[i]!;
    items[i] = spare.items[i]!;
  }
}

/** One pass, from `source` to the same places of `target`, by so many bits of `key − least`. */
function sortByDigit(
  source: Keyed,
  target: Keyed,
  from: number,
  to: number,
  least: number,
  shift: number,
  bits: number,
): void {
  const { keys, items } = source;
  const { keys: toKeys, items: toItems } = target;
  const mask = (1 << bits) - 1;
  places.fill(0, 0, mask + 1);
  for (let i = from; i < to; i++) places[((keys[i]! - least) >>> shift) & mask]!++;
  let start = from;
  for (let digit = 0; digit <= mask; digit++) {
    const count = places[digit]!;
    places[digit] = start;
    start += count;
  }
  for (let i = from; i < to; i++) {
    const key = keys[i]!;
    const place = places[((key - least) >>> shift) & mask]!++;
    toKeys[place] = key;
    toItems[place] = items[i]!;
  }
}
