import { type Arrival, MAX_ARRIVALS } from "../../platform/contracts/contracts.ts";

/** Minimum time between two broadcasts for one session, in ms. */
const INTERVAL_MS = 500;

export interface PlayerCount {
  sessionNo: number;
  sessionId: string;
  players: number;
}

/** The number of a session's players, and who has joined since the last broadcast. */
export interface JoinedPlayers extends PlayerCount {
  /** The newest, at most MAX_ARRIVALS. */
  arrivals: Arrival[];
  /** How many others have joined. */
  more: number;
}

interface Throttled {
  timer: NodeJS.Timeout;
  newest: PlayerCount | undefined;
  arrivals: Arrival[];
  more: number;
}

/**
 * Broadcasts how many players have joined and who: the first at once, then the newest count and names at most every half
 * second. So neither the number nor the size of the broadcasts grows with the number of players.
 */
export class PlayerCountBroadcaster {
  readonly #broadcast: (joined: JoinedPlayers) => void;
  readonly #sessions = new Map<number, Throttled>();

  constructor(broadcast: (joined: JoinedPlayers) => void) {
    this.#broadcast = broadcast;
  }

  /** @param arrivals who has joined now, in the order of joining; not those who have come back */
  update(count: PlayerCount, arrivals: readonly Arrival[] = []): void {
    const throttled = this.#sessions.get(count.sessionNo);
    if (!throttled) {
      this.#send(count, arrivals.slice(-MAX_ARRIVALS), Math.max(0, arrivals.length - MAX_ARRIVALS));
      return;
    }
    const all = throttled.arrivals.concat(arrivals);
    throttled.more += Math.max(0, all.length - MAX_ARRIVALS);
    throttled.arrivals = all.slice(-MAX_ARRIVALS);
    if (arrivals.length > 0 || count.players > (throttled.newest?.players ?? 0)) {
      const players = Math.max(count.players, throttled.newest?.players ?? 0);
      throttled.newest = { ...count, players };
    }
  }

  stop(): void {
    for (const { timer } of this.#sessions.values()) clearTimeout(timer);
    this.#sessions.clear();
  }

  #send(count: PlayerCount, arrivals: Arrival[], more: number): void {
    this.#broadcast({ ...count, arrivals, more });
    const timer = setTimeout(() => {
      const waiting = this.#sessions.get(count.sessionNo);
      this.#sessions.delete(count.sessionNo);
      if (waiting?.newest) this.#send(waiting.newest, waiting.arrivals, waiting.more);
    }, INTERVAL_MS);
    this.#sessions.set(count.sessionNo, { timer, newest: undefined, arrivals: [], more: 0 });
  }
}
