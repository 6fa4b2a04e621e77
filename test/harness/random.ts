import { seeded } from "../../rehearsal/people/random.ts";

/** A seeded random generator, so that every run of a test plays the same game. */
export class Random {
  /** A number from 0 (inclusive) to 1 (exclusive). */
  readonly next: () => number;

  constructor(seed: number) {
    this.next = seeded(seed);
  }

  /** An integer from 0 (inclusive) to `below` (exclusive). */
  integer(below: number): number {
    return Math.floor(this.next() * below);
  }

  /** A number from `min` (inclusive) to `max` (exclusive). */
  number(min: number, max: number): number {
    return min + this.next() * (max - min);
  }

  /** True with this probability, 0 to 1. */
  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(from: readonly T[]): T {
    const chosen = from[this.integer(from.length)];
    if (chosen === undefined) throw new Error("There is nothing to pick from.");
    return chosen;
  }

  shuffled<T>(items: readonly T[]): T[] {
    const mixed = [...items];
    for (let last = mixed.length - 1; last > 0; last--) {
      const other = this.integer(last + 1);
      [mixed[last], mixed[other]] = [mixed[other] as T, mixed[last] as T];
    }
    return mixed;
  }
}
