import type { EventStream } from "./event-stream.ts";
import type { Feed } from "./feed.ts";

const NONE: ReadonlySet<EventStream> = new Set();

/** The streams of a channel, by what they get. */
export class StreamSet {
  readonly #byFeed = new Map<Feed, Set<EventStream>>();

  get size(): number {
    return this.#byFeed.values().reduce((size, streams) => size + streams.size, 0);
  }

  has(stream: EventStream): boolean {
    return this.of(stream.feed).has(stream);
  }

  of(feed: Feed): ReadonlySet<EventStream> {
    return this.#byFeed.get(feed) ?? NONE;
  }

  /** All streams, in no order. */
  all(): EventStream[] {
    return this.#byFeed
      .values()
      .flatMap((streams) => streams.values())
      .toArray();
  }

  add(stream: EventStream): void {
    const streams = this.#byFeed.get(stream.feed) ?? new Set();
    this.#byFeed.set(stream.feed, streams.add(stream));
  }

  /** @returns whether it was there */
  delete(stream: EventStream): boolean {
    return this.#byFeed.get(stream.feed)?.delete(stream) ?? false;
  }

  clear(): void {
    this.#byFeed.clear();
  }
}
