import type { StreamEvent } from "./types.ts";

/** A reader that has not taken this many events misses the oldest. */
const MAX_EVENTS = 2000;

/**
 * The events that one reader has not taken yet. Of states, leaderboards and the stats of each question it keeps the
 * newest only.
 */
export class EventQueue {
  readonly #events = new Map<string | number, StreamEvent>();
  #added = 0;
  #wake = () => {};

  add(received: StreamEvent): void {
    const key = keyOf(received) ?? ++this.#added;
    // A map is in the order in which its keys came.
    this.#events.delete(key);
    this.#events.set(key, received);
    if (this.#events.size > MAX_EVENTS) this.take();
    this.wake();
  }

  /** The oldest event, which leaves the queue; undefined if there is none. */
  take(): StreamEvent | undefined {
    for (const [key, event] of this.#events) {
      this.#events.delete(key);
      return event;
    }
    return undefined;
  }

  /** Resolves with the next event that is added, or when the queue is woken. */
  changed(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  wake(): void {
    this.#wake();
  }
}

/** Events with the same key replace each other; undefined for one that nothing replaces. */
function keyOf({ event, data }: StreamEvent): string | undefined {
  if (event === "stats") return event + data.question;
  return event === "state" || event === "leaderboard" ? event : undefined;
}
