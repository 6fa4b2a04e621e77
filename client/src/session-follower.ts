import type { ApiError } from "./errors.ts";
import { EventQueue } from "./event-queue.ts";
import type { NewestEvents } from "./newest-events.ts";
import { type FollowOptions, SessionStream } from "./session-stream.ts";
import type { StreamEvent } from "./types.ts";

export type { FollowOptions };

/** Follows a session, and gives its events in a loop too. */
export class SessionFollower extends SessionStream {
  readonly #readers = new Set<EventQueue>();
  #failure: ApiError | undefined;

  /**
   * The events as they come; first the newest state, stats and leaderboard, if there are any yet. The last event is
   * `ended`. It also ends with `close()`.
   *
   * A slow reader is not waited for: of states, leaderboards and the stats of each question it then gets the newest only,
   * and if it lags by 2,000 events, it misses the oldest.
   *
   * @throws ApiError if the server refuses the stream for good
   */
  async *events(): AsyncGenerator<StreamEvent, void, undefined> {
    const queue = new EventQueue();
    for (const event of eventsOf(this.newest)) queue.add(event);
    this.#readers.add(queue);
    try {
      for (;;) {
        const received = queue.take();
        if (received) {
          yield received;
          if (received.event === "ended") return;
        } else if (this.connection === "closed") {
          if (this.#failure) throw this.#failure;
          return;
        } else await queue.changed();
      }
    } finally {
      this.#readers.delete(queue);
    }
  }

  /** @internal */
  protected override told(event: StreamEvent): void {
    for (const reader of this.#readers) reader.add(event);
  }

  /** @internal */
  protected override stopped(failure: ApiError | undefined): void {
    this.#failure = failure;
    for (const reader of this.#readers) reader.wake();
  }
}

/** The newest as events, in the order in which the server sends them. */
function* eventsOf({ id, session, stats, leaderboard, ended }: NewestEvents): Generator<StreamEvent> {
  if (session) yield { event: "state", id, data: session };
  for (const data of stats.values()) yield { event: "stats", id, data };
  if (leaderboard) yield { event: "leaderboard", id, data: leaderboard };
  if (ended) yield ended;
}

/** Constructs a follower and starts it. */
export function follow(options: FollowOptions): SessionFollower {
  return new SessionFollower(options).start();
}
