import { type Keyed, sortByKey } from "./key-sort.ts";

/** Totals at players' numbers: points, and ms of right answers. */
export interface Totals {
  points: Uint32Array;
  elapsed: Float64Array;
}

/** So many counters stay in a core's own cache. */
const BUCKET_BITS = 18;

/** Scratch of this thread, as large as its largest board yet. */
let keyed: Keyed = { keys: new Uint32Array(), items: new Uint32Array() };
const ends = new Uint32Array(1 << BUCKET_BITS);

/**
 * Ranks all players from 1 to `players` but those removed: more points first, then the smaller total of elapsed
 * times; equal in both is equal in rank, and the next rank skips. Writes each player's rank into `ranks`, 0 for
 * those removed.
 *
 * A counting sort by points, then one by time among those of equal points (key-sort.ts); linear in the players.
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
  const buckets = fillBuckets(totals, players, removed);
  let from = 0;
  for (let bucket = 0; bucket < buckets; bucket++) {
    const to = ends[bucket]!;
    if (to - from > 1) sortByKey(keyed, from, to);
    from = to;
  }
  assign(keyed, ranks, buckets);
  for (const player of removed) ranks[player] = 0;
  return keyed.items.subarray(0, from);
}

/**
 * Puts the players into buckets by points, most points first, with a key that orders them within: the points
 * that a bucket does not tell apart, then time. Answers how many buckets there are; `ends` says where each ends.
 */
function fillBuckets(totals: Totals, players: number, removed: readonly number[]): number {
  const { points } = totals;
  const { keys, items } = keyed;
  const most = mostPoints(points, players);
  const shift = Math.max(0, 32 - Math.clz32(most) - BUCKET_BITS);
  const low = (1 << shift) - 1;
  const { times, span } = timesOf(totals, players, 2 ** (32 - shift));
  const buckets = (most >>> shift) + 1;
  countBuckets(points, players, removed, most, shift, buckets);
  // Each bucket's start moves on with every player put there, and is its end when all are.
  let skipped = 0;
  let gone = removed[0] ?? 0;
  for (let player = 1; player <= players; player++) {
    if (player === gone) {
      gone = removed[++skipped] ?? 0;
      continue;
    }
    const missing = most - points[player]!;
    const place = ends[missing >>> shift]!++;
    keys[place] = Math.imul(missing & low, span) + times[player]!;
    items[place] = player;
  }
  return buckets;
}

/** Writes where each bucket starts into `ends`. */
function countBuckets(
  points: Uint32Array,
  players: number,
  removed: readonly number[],
  most: number,
  shift: number,
  buckets: number,
): void {
  ends.fill(0, 0, buckets);
  for (let player = 1; player <= players; player++) ends[(most - points[player]!) >>> shift]!++;
  for (const player of removed) if (player <= players) ends[(most - points[player]!) >>> shift]!--;
  let start = 0;
  for (let bucket = 0; bucket < buckets; bucket++) {
    const count = ends[bucket]!;
    ends[bucket] = start;
    start += count;
  }
}

/**
 * The times as whole numbers below `span`, which is at most `most`. Where milliseconds are too many (a player's
 * right answers would have to take 49 days), the place of a time among all times stands for it.
 */
function timesOf({ elapsed }: Totals, players: number, most: number): { times: Float64Array; span: number } {
  const span = longestTime(elapsed, players) + 1;
  if (span <= most) return { times: elapsed, span };
  const sorted = elapsed.slice(1, players + 1).sort();
  const places = new Map<number, number>();
  for (let place = 0; place < players; place++) {
    if (sorted[place] !== sorted[place - 1]) places.set(sorted[place]!, places.size);
  }
  const times = new Float64Array(players + 1);
  for (let player = 1; player <= players; player++) times[player] = places.get(elapsed[player]!)!;
  return { times, span: places.size };
}

/** Writes the ranks; in each bucket equal keys are equal ranks. */
function assign({ keys, items }: Keyed, ranks: Uint32Array, buckets: number): void {
  let from = 0;
  for (let bucket = 0; bucket < buckets; bucket++) {
    const to = ends[bucket]!;
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
  let most = 0;
  for (let player = 1; player <= players; player++) if (elapsed[player]! > most) most = elapsed[player]!;
  return most;
}
