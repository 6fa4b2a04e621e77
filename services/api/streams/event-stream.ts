import { type Chunk, chunkOf, type Outlet } from "../http/response-stream.ts";
import type { Audience } from "../views/stats-view.ts";
import type { Announcement } from "./session-events.ts";

/** A reader this far behind, in bytes, is left out until it has caught up; then it gets the newest state. */
const BEHIND_BYTES = 64 * 1024;
/** A reader that has not caught up for this long, or not read its end, is let go; in ms. */
const LOST_AFTER_MS = 60_000;
/** Reconnects after a planned stop are spread over this time, in ms. */
const RECONNECT_WITHIN_MS = 5000;
/** How long a stream that was ended may take to be read to its end, in ms. */
const LAST_WORDS_MS = 1000;

/** Readers who fell behind: how often one was left out, and how many were let go. */
export interface FallenBehind {
  skipped: number;
  dropped: number;
}

/** One open stream of Server-Sent Events. */
export class EventStream {
  readonly audience: Audience;
  /** The player whose token opened it; null for a host or a stranger. */
  readonly playerNo: number | null;
  /** How far it has been told of the figures, as its audience's `ToldFigures` count. */
  told = 0;
  readonly #outlet: Outlet;
  readonly #fallen: FallenBehind;
  #behindSince = 0;

  /**
   * @param catchUp sends the newest state to a reader who was left out
   * @param fallen counts this reader too, where it falls behind
   */
  constructor(
    outlet: Outlet,
    audience: Audience,
    playerNo: number | null,
    catchUp: () => void,
    fallen: FallenBehind,
  ) {
    this.#outlet = outlet;
    this.#fallen = fallen;
    this.audience = audience;
    this.playerNo = playerNo;
    outlet.begin({
      "Content-Type": "text/event-stream; charset=utf-8",
      "Cache-Control": "no-store",
      "X-Accel-Buffering": "no",
    });
    outlet.onTaken(() => {
      if (this.#behindSince === 0) return;
      this.#behindSince = 0;
      catchUp();
    });
  }

  /**
   * @param chunk ready to send, shared by all who get it
   * @returns false where the reader is behind, and left out
   */
  write(chunk: Chunk): boolean {
    if (this.#behindSince > 0) {
      if (Date.now() - this.#behindSince > LOST_AFTER_MS) this.#letGo();
      return false;
    }
    if (this.#outlet.waitingBytes > BEHIND_BYTES) {
      this.#behindSince = Date.now();
      this.#fallen.skipped++;
      return false;
    }
    this.#outlet.write(chunk);
    return true;
  }

  #letGo(): void {
    if (this.#outlet.isClosed) return;
    this.#fallen.dropped++;
    this.#outlet.cutOff();
  }

  /** Ends the stream; a reader who does not read its end is cut off. */
  end(lastWords?: Chunk): void {
    this.#outlet.end(lastWords);
    const cutOff = setTimeout(() => this.#outlet.cutOff(), LAST_WORDS_MS);
    this.#outlet.onClose(() => clearTimeout(cutOff));
  }

  /** Ends the stream and tells the client when to come back: at a random moment, so that not all come at once. */
  sayFarewell(): void {
    this.end(chunkOf(`retry: ${1000 + Math.floor(Math.random() * RECONNECT_WITHIN_MS)}\n\n`));
  }
}

/** How much of a session a reader has seen: the session's revision and its snapshot's number. */
export interface Seen {
  revision: number;
  seq: number;
}

/** Events in the form in which they are sent; their id says how much whoever has them has seen. */
export function chunkOfEvents(events: readonly Announcement[], { revision, seq }: Seen): Chunk {
  const lines = ({ event, data }: Announcement) =>
    `id: ${revision}-${seq}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
  return chunkOf(events.map(lines).join(""));
}

/** Reads a `Last-Event-ID`; one that is not of ours has seen nothing. */
export function readEventId(text: string | string[] | undefined): Seen {
  const [, revision, seq] = /^(\d{1,10})-(\d{1,16})$/.exec(String(text ?? "")) ?? [];
  return { revision: Number(revision ?? -1), seq: Number(seq ?? -1) };
}
