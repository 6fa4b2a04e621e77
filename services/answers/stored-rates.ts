import { LRUCache } from "lru-cache";

/** Over so many whole seconds a rate is taken. */
const SECONDS = 5;
/** Rows by second; the second under way has a place of its own. */
const PLACES = SECONDS + 1;
const MOST_SESSIONS = 5000;

interface Counts {
  /** The second up to which the places are right. */
  second: number;
  rows: Uint32Array;
}

/** How many rows a second this node stores of each session: a counter a session and second, and no timer. */
export class StoredRates {
  readonly #clock: () => number;
  readonly #sessions = new LRUCache<number, Counts>({ max: MOST_SESSIONS });

  /** @param clock ms, from wherever it begins */
  constructor(clock: () => number = () => performance.now()) {
    this.#clock = clock;
  }

  count(session: number, rows: number): void {
    let counts = this.#sessions.get(session);
    if (!counts) {
      counts = { second: this.#second(), rows: new Uint32Array(PLACES) };
      this.#sessions.set(session, counts);
    }
    this.#moveOn(counts);
    counts.rows[counts.second % PLACES]! += rows;
  }

  /** The mean of the last five whole seconds, in which what is stored right now is not yet. */
  perSecond(session: number): number {
    const counts = this.#sessions.get(session);
    if (!counts) return 0;
    this.#moveOn(counts);
    const whole = counts.rows.reduce((sum, rows) => sum + rows, 0) - counts.rows[counts.second % PLACES]!;
    return whole / SECONDS;
  }

  /** Clears the places of the seconds that have begun since. */
  #moveOn(counts: Counts): void {
    const now = this.#second();
    for (let second = Math.max(counts.second + 1, now - SECONDS); second <= now; second++) {
      counts.rows[second % PLACES] = 0;
    }
    counts.second = now;
  }

  #second(): number {
    return Math.floor(this.#clock() / 1000);
  }
}
