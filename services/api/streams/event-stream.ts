import { currentTime } from "../../../platform/clock.ts";
import { type Chunk, chunkOf, type ResponseStream } from "../http/response-stream.ts";
import type { Audience } from "../views/stats-view.ts";
import { audienceOfFeed, type Feed } from "./feed.ts";
import type { SessionEvent } from "./session-events.ts";

/** A client with more unread bytes than this is slow: it is skipped until it has read them, then gets the newest state. */
const MAX_BUFFERED_BYTES = 64 * 1024;
/** A client that stays slow for this long is disconnected, in ms. */
const SLOW_CONSUMER_TIMEOUT_MS = 60_000;
/** A client comes back at the earliest so long after a planned end, in ms: a load balancer has seen the stop by then. */
const FIRST_RETURN_MS = 1000;
/** How long a client may take to read the end of its stream, in ms. */
const CLOSE_TIMEOUT_MS = 1000;

/** Counts of slow clients: how often one became slow and was skipped, and how many were disconnected. */
export interface SlowConsumers {
  skipped: number;
  dropped: number;
}

/** One open stream of Server-Sent Events. */
export class EventStream {
  readonly feed: Feed;
  /** The player whose token opened it; null for a host or an anonymous client. */
  readonly playerNo: number | null;
  /** Which stats it has, as a position in its audience's `SentStats`. */
  sentPosition = 0;
  /** It has what broadcasts up to this number bring, by the numbers of its channel. */
  hasUpTo = 0;
  readonly #response: ResponseStream;
  readonly #slowConsumers: SlowConsumers;
  /** Epoch ms; 0 while the client keeps up. */
  #slowSince = 0;

  /**
   * @param catchUp sends the newest state to a client that was skipped and keeps up again
   * @param slowConsumers counts this client too when it is slow
   */
  constructor(
    response: ResponseStream,
    feed: Feed,
    playerNo: number | null,
    catchUp: () => void,
    slowConsumers: SlowConsumers,
  ) {
    this.#response = response;
    this.#slowConsumers = slowConsumers;
    this.feed = feed;
    this.playerNo = playerNo;
    response.writeHead({
      "Content-Type": "text/event-stream; charset=utf-8",
      "Cache-Control": "no-store",
      "X-Accel-Buffering": "no",
    });
    response.onDrain(() => {
      if (this.#slowSince === 0) return;
      this.#slowSince = 0;
      catchUp();
    });
  }

  get audience(): Audience {
    return audienceOfFeed(this.feed);
  }

  /**
   * @param chunk shared by all streams that it is sent to
   * @returns false if the client is slow and was skipped
   */
  write(chunk: Chunk): boolean {
    if (this.#slowSince > 0) {
      if (currentTime() - this.#slowSince > SLOW_CONSUMER_TIMEOUT_MS) this.#drop();
      return false;
    }
    if (this.#response.bufferedBytes > MAX_BUFFERED_BYTES) {
      this.#slowSince = currentTime();
      this.#slowConsumers.skipped++;
      return false;
    }
    this.#response.write(chunk);
    return true;
  }

  #drop(): void {
    if (this.#response.isClosed) return;
    this.#slowConsumers.dropped++;
    this.#response.destroy();
  }

  /** Ends the stream; a client that does not read the end in time is disconnected. */
  end(finalChunk?: Chunk): void {
    this.#response.end(finalChunk);
    const timeout = setTimeout(() => this.#response.destroy(), CLOSE_TIMEOUT_MS);
    this.#response.onClose(() => clearTimeout(timeout));
  }

  /**
   * Ends the stream and tells the client when to reconnect: after a random time, so that not all do so at once.
   *
   * @param windowMs over how long those return that are told so together
   */
  closeWithRetry(windowMs = 2000): void {
    this.end(chunkOf(`retry: ${FIRST_RETURN_MS + Math.floor(Math.random() * windowMs)}\n\n`));
  }
}

/** How much of a session a client has received: the session's revision and the `seq` of its snapshot. */
export interface EventCursor {
  revision: number;
  seq: number;
}

/**
 * Events as they are sent. Their id is the cursor of a client that has received them.
 *
 * @param madeAt epoch ms by this node's clock: each event has it as `now`, by which phones set their countdowns
 */
export function chunkOfEvents(
  events: readonly SessionEvent[],
  { revision, seq }: EventCursor,
  madeAt: number,
): Chunk {
  const now = new Date(madeAt).toISOString();
  const lines = ({ event, data }: SessionEvent) =>
    `id: ${revision}-${seq}\nevent: ${event}\ndata: ${JSON.stringify({ ...data, now })}\n\n`;
  return chunkOf(events.map(lines).join(""));
}

/** Parses a `Last-Event-ID`. Any other text is the cursor of a client that has received nothing: -1, -1. */
export function parseLastEventId(text: string | string[] | undefined): EventCursor {
  const [, revision, seq] = /^(\d{1,10})-(\d{1,16})$/.exec(String(text ?? "")) ?? [];
  return { revision: Number(revision ?? -1), seq: Number(seq ?? -1) };
}
