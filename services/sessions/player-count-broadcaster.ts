/** Minimum time between two broadcasts for one session, in ms. */
const INTERVAL_MS = 500;

export interface PlayerCount {
  sessionNo: number;
  sessionId: string;
  players: number;
}

/**
 * Broadcasts how many players have joined: the first count at once, then the newest count at most every half second.
 * So the number of broadcasts does not grow with the number of players.
 */
export class PlayerCountBroadcaster {
  readonly #broadcast: (count: PlayerCount) => void;
  readonly #sessions = new Map<number, { timer: NodeJS.Timeout; newest: PlayerCount | undefined }>();

  constructor(broadcast: (count: PlayerCount) => void) {
    this.#broadcast = broadcast;
  }

  update(count: PlayerCount): void {
    const throttled = this.#sessions.get(count.sessionNo);
    if (!throttled) this.#send(count);
    else if (count.players > (throttled.newest?.players ?? 0)) throttled.newest = count;
  }

  stop(): void {
    for (const { timer } of this.#sessions.values()) clearTimeout(timer);
    this.#sessions.clear();
  }

  #send(count: PlayerCount): void {
    this.#broadcast(count);
    const timer = setTimeout(() => {
      const newest = this.#sessions.get(count.sessionNo)?.newest;
      this.#sessions.delete(count.sessionNo);
      if (newest) this.#send(newest);
    }, INTERVAL_MS);
    this.#sessions.set(count.sessionNo, { timer, newest: undefined });
  }
}
