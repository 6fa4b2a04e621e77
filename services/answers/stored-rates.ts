import { LRUCache } from "lru-cache";

/** A rate is the mean over this many completed seconds. */
const AVERAGED_SECONDS = 5;
/** One slot per second, and one for the current second. */
const SLOTS = AVERAGED_SECONDS + 1;
const MAX_SESSIONS = 5000;

interface SessionCounts {
  /** The second of the newest slot. */
  second: number;
  /** Rows by second: second `s` is in slot `s % SLOTS`. */
  rows: Uint32Array;
}

/** How many rows per second this node stores for each session: one counter per session and second, and no timer. */
export class StoredRates {
  readonly #clock: () => number;
  readonly #sessions = new LRUCache<number, SessionCounts>({ max: MAX_SESSIONS });

  /** @param clock monotonic time in ms */
  constructor(clock: () => number = () => performance.now()) {
    this.#clock = clock;
  }

  add(session: number, rows: number): void {
    let counts = this.#sessions.get(session);
    if (!counts) {
      counts = { second: this.#second(), rows: new Uint32Array(SLOTS) };
      this.#sessions.set(session, counts);
    }
    this.#advance(counts);
    counts.rows[counts.second % SLOTS]! += rows;
  }

  /** The mean of the last five completed seconds; the current second is not included. */
  perSecond(session: number): number {
    const counts = this.#sessions.get(session);
    if (!counts) return 0;
    this.#advance(counts);
    const completed = counts.rows.reduce((sum, rows) => sum + rows, 0) - counts.rows[counts.second % SLOTS]!;
    return completed / AVERAGED_SECONDS;
  }

  /** Clears the slots of the seconds that have begun since the last call. */
  #advance(counts: SessionCounts): void {
    const now = this.#second();
    for (let second = Math.max(counts.second + 1, now - AVERAGED_SECONDS); second <= now; second++) {
      counts.rows[second % SLOTS] = 0;
    }
    counts.second = now;
  }

  #second(): number {
    return Math.floor(this.#clock() / 1000);
  }
}
