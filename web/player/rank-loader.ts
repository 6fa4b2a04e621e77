import type { PlayerRank } from "../../client/src/types.ts";

/** How many players of a session ask for their place in a second, if all have the same reason to. */
const PER_SECOND = 5000;
/** Between two questions nobody waits longer than this, in ms: then the histogram of the leaderboard must do. */
const PATIENCE_MS = 5000;
/** The least time between two requests, in ms. */
const INTERVAL_MS = 2000;

/**
 * How long to wait before one asks for one's place, so that not all ask at the same moment.
 *
 * @param players of the session
 * @param isFinal whether the session has ended: then one may wait as long as it takes
 * @param random at least 0 and below 1
 * @returns in ms; undefined if too many would ask
 */
export function rankDelay(players: number, isFinal: boolean, random: number): number | undefined {
  const spreadMs = (players / PER_SECOND) * 1000;
  return isFinal || spreadMs <= PATIENCE_MS ? 150 + random * spreadMs : undefined;
}

/** Asks for the own place, not too often. */
export class RankLoader {
  readonly #load: () => Promise<PlayerRank>;
  readonly #onRank: (rank: PlayerRank) => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #askedAt = -Infinity;
  #isStopped = false;

  constructor(load: () => Promise<PlayerRank>, onRank: (rank: PlayerRank) => void) {
    this.#load = load;
    this.#onRank = onRank;
  }

  /** Asks soon; one request serves all who want one before it is made. */
  ask(players: number, isFinal: boolean): void {
    const delay = rankDelay(players, isFinal, Math.random());
    if (delay === undefined || this.#timer || this.#isStopped) return;
    const gapMs = this.#askedAt + INTERVAL_MS - performance.now();
    this.#timer = setTimeout(() => void this.#ask(), Math.max(delay, gapMs));
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }

  async #ask(): Promise<void> {
    this.#timer = undefined;
    this.#askedAt = performance.now();
    try {
      const rank = await this.#load();
      if (!this.#isStopped) this.#onRank(rank);
    } catch {
      // The place is not shown. The next question asks again.
    }
  }
}
