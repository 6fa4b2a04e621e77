import { type Keyed, sortByKey } from "./key-sort.ts";

/** Totals at players' numbers: points, and ms of right answers. */
export interface Totals {
  points: Uint32Array;
  elapsed: Float64Array;
}

/**
 * How totals become places in one line: `(most − points) · span + time`, a whole number that is smaller the
 * better the player. The line is cut into equal parts of `unit` numbers.
 */
interface Line {
  points: Uint32Array;
  times: Float64Array;
  most: number;
  span: number;
  unit: number;
  parts: number;
}

/** Few enough parts that each is a page or two of memory which the processor keeps at hand while filling all. */
const PART_BITS = 8;
/** What is left of a place within its part is a key of so many bits. */
const KEY_BITS = 32;
const MOST_PART_BITS = 18;

/** Scratch of this thread, as large as its largest board yet. */
let keyed: Keyed = { keys: new Uint32Array(), items: new Uint32Array() };
const ends = new Uint32Array(1 << MOST_PART_BITS);

/**
 * Ranks all players from 1 to `players` but those removed: more points first, then the smaller total of elapsed
 * times; equal in both is equal in rank, and the next rank skips. Writes each player's rank into `ranks`, 0 for
 * those removed.
 *
 * A radix sort: by the most significant digit into parts, then within each part (key-sort.ts), where everything
 * lies close together.
 *
 * @param removed in ascending order
 * @returns the players in order of rank, of equal rank in order of their numbers; valid until this thread
 *   ranks again
 */
export function rank(
  totals: Totals,
  players: number,
  removed: readonly number[],
  ranks: Uint32Array,
): Uint32Array {
  if (keyed.keys.length < players) {
    keyed = { keys: new Uint32Array(players), items: new Uint32Array(players) };
  }
  const line = lineOf(totals, players);
  countParts(line, players, removed);
  fillParts(line, players, removed, keyed);
  let from = 0;
  for (let part = 0; part < line.parts; part++) {
    const to = ends[part]!;
    if (to - from > 1) sortByKey(keyed, from, to);
    from = to;
  }
  assign(keyed, ranks, line.parts);
  for (const player of removed) ranks[player] = 0;
  return keyed.items.subarray(0, from);
}

function lineOf({ points, elapsed }: Totals, players: number): Line {
  const most = mostPoints(points, players);
  const longest = longestTime(elapsed, players);
  const isTooLong = (most + 1) * (longest + 1) > 2 ** (KEY_BITS + MOST_PART_BITS);
  const { times, span } = isTooLong ? densely(elapsed, players) : { times: elapsed, span: longest + 1 };
  const bits = Math.ceil(Math.log2((most + 1) * span));
  const unit = 2 ** Math.min(KEY_BITS, Math.max(0, bits - PART_BITS));
  const parts = Math.floor(((most + 1) * span - 1) / unit) + 1;
  return { points, times, most, span, unit, parts };
}

/** Writes where each part starts into `ends`. */
function countParts(line: Line, players: number, removed: readonly number[]): void {
  const { points, times, most, span, parts } = line;
  const scale = 1 / line.unit;
  ends.fill(0, 0, parts);
  for (let player = 1; player <= players; player++) {
    ends[(((most - points[player]!) * span + times[player]!) * scale) >>> 0]!++;
  }
  for (const player of removed) {
    if (player > players) break;
    ends[(((most - points[player]!) * span + times[player]!) * scale) >>> 0]!--;
  }
  let start = 0;
  for (let part = 0; part < parts; part++) {
    const count = ends[part]!;
    ends[part] = start;
    start += count;
  }
}

/** Puts each player into their part; its start moves on with every one of them, and is its end when all are. */
function fillParts(line: Line, players: number, removed: readonly number[], { keys, items }: Keyed): void {
  const { points, times, most, span, unit } = line;
  const scale = 1 / unit;
  let skipped = 0;
  let gone = removed[0] ?? 0;
  for (let player = 1; player <= players; player++) {
    if (player === gone) {
      gone = removed[++skipped] ?? 0;
      continue;
    }
    const place = (most - points[player]!) * span + times[player]!;
    const part = (place * scale) >>> 0;
    const slot = ends[part]!++;
    keys[slot] = place - part * unit;
    items[slot] = player;
  }
}

/**
 * Where milliseconds are too many (a player's right answers would have to take years), the place of a time
 * among all times stands for it.
 */
function densely(elapsed: Float64Array, players: number): { times: Float64Array; span: number } {
  const sorted = elapsed.slice(1, players + 1).sort();
  const places = new Map<number, number>();
  for (const time of sorted) if (!places.has(time)) places.set(time, places.size);
  const times = elapsed.map((time) => places.get(time) ?? 0);
  return { times, span: places.size };
}

/** Writes the ranks; in each part equal keys are equal ranks. */
function assign({ keys, items }: Keyed, ranks: Uint32Array, parts: number): void {
  let from = 0;
  for (let part = 0; part < parts; part++) {
    const to = ends[part]!;
    let shared = from + 1;
    for (let i = from; i < to; i++) {
      if (i > from && keys[i] !== keys[i - 1]) shared = i + 1;
      ranks[items[i]!] = shared;
    }
    from = to;
  }
}

function mostPoints(points: Uint32Array, players: number): number {
  let most = 0;
  for (let player = 1; player <= players; player++) if (points[player]! > most) most = points[player]!;
  return most;
}

function longestTime(elapsed: Float64Array, players: number): number {
  let longest = 0;
  for (let player = 1; player <= players; player++) {
    if (elapsed[player]! > longest) longest = elapsed[player]!;
  }
  return longest;
}
