/** A generator of numbers, at least 0 and below 1. */
export type Random = () => number;

/** A seeded generator: mulberry32 by Tommy Ettinger (public domain). */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * A generator of its own for each list of seeds, such as a run, a player and a question: so what one player does depends
 * on nobody else and on no order of events. The seeds are mixed with the finalizer of MurmurHash3 by Austin Appleby
 * (public domain).
 */
export function randomOf(...seeds: readonly number[]): Random {
  return seeded(
    seeds.reduce((mixed, seed) => finalize((Math.imul(mixed, 31) + (seed >>> 0)) >>> 0), 0x9e3779b9),
  );
}

function finalize(value: number): number {
  let mixed = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/** A number of the standard normal distribution (Box and Muller 1958). */
export function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** A number from `from` (inclusive) to `to` (exclusive). */
export function between(random: Random, from: number, to: number): number {
  return from + random() * (to - from);
}

/** One of the items; undefined if there are none. */
export function pick<T>(random: Random, items: readonly T[]): T | undefined {
  return items[Math.floor(random() * items.length)];
}
