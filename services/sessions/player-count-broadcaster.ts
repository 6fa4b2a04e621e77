/** Counts of joined players go out at most this often a session, in ms. */
const PAUSE_MS = 500;

export interface Count {
  sessionNo: number;
  sessionId: string;
  players: number;
}

/**
 * Tells how many have joined, at a pace of its own: the first count at once, then the newest one every half
 * second, however many join. So what is broadcast does not grow with the players.
 */
export class JoinedCounts {
  readonly #tell: (count: Count) => void;
  readonly #sessions = new Map<number, { timer: NodeJS.Timeout; newest: Count | undefined }>();

  constructor(tell: (count: Count) => void) {
    this.#tell = tell;
  }

  note(count: Count): void {
    const waiting = this.#sessions.get(count.sessionNo);
    if (!waiting) this.#send(count);
    else if (count.players > (waiting.newest?.players ?? 0)) waiting.newest = count;
  }

  stop(): void {
    for (const { timer } of this.#sessions.values()) clearTimeout(timer);
    this.#sessions.clear();
  }

  #send(count: Count): void {
    this.#tell(count);
    const timer = setTimeout(() => {
      const newest = this.#sessions.get(count.sessionNo)?.newest;
      this.#sessions.delete(count.sessionNo);
      if (newest) this.#send(newest);
    }, PAUSE_MS);
    this.#sessions.set(count.sessionNo, { timer, newest: undefined });
  }
}
