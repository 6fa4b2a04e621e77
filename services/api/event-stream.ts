import type { ServerResponse } from "node:http";
import type { Announcement } from "./announcements.ts";
import type { Audience } from "./figures-view.ts";

/** A reader this far behind, in bytes, is left out until it has caught up; then it gets the newest state. */
const BEHIND_BYTES = 64 * 1024;
/** A reader that has not caught up for this long, or not read its end, is let go; in ms. */
const LOST_AFTER_MS = 60_000;
/** Reconnects after a planned stop are spread over this time, in ms. */
const RECONNECT_WITHIN_MS = 5000;
/** How long a stream that was ended may take to be read to its end, in ms. */
const LAST_WORDS_MS = 1000;

/** One open stream of Server-Sent Events. */
export class EventStream {
  readonly audience: Audience;
  /** The player whose token opened it; null for a host or a stranger. */
  readonly playerNo: number | null;
  readonly #res: ServerResponse;
  #behindSince = 0;

  /** @param catchUp sends the newest state to a reader who was left out */
  constructor(res: ServerResponse, audience: Audience, playerNo: number | null, catchUp: () => void) {
    this.#res = res;
    this.audience = audience;
    this.playerNo = playerNo;
    res.on("error", () => res.destroy());
    res.writeHead(200, {
      "Content-Type": "text/event-stream; charset=utf-8",
      "Cache-Control": "no-store",
      "X-Accel-Buffering": "no",
    });
    res.flushHeaders();
    res.on("drain", () => {
      if (this.#behindSince === 0) return;
      this.#behindSince = 0;
      catchUp();
    });
  }

  /** @param bytes ready to send, shared by all who get them */
  write(bytes: Buffer): void {
    if (this.#res.writableEnded || this.#res.destroyed) return;
    if (this.#behindSince > 0) {
      if (Date.now() - this.#behindSince > LOST_AFTER_MS) this.#res.destroy();
    } else if (this.#res.writableLength > BEHIND_BYTES) this.#behindSince = Date.now();
    else this.#res.write(bytes);
  }

  /** Ends the stream; a reader who does not read its end is cut off. */
  end(lastWords = ""): void {
    this.#res.end(lastWords);
    const cutOff = setTimeout(() => this.#res.destroy(), LAST_WORDS_MS);
    this.#res.once("close", () => clearTimeout(cutOff));
  }

  /** Ends the stream and tells the client when to come back: at a random moment, so that not all come at once. */
  sayFarewell(): void {
    this.end(`retry: ${1000 + Math.floor(Math.random() * RECONNECT_WITHIN_MS)}\n\n`);
  }
}

/** An event in the form in which it is sent. `id` says how much the reader has seen. */
export function eventText({ event, data }: Announcement, id: string): string {
  return `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** How much of a session a reader has seen: the session's revision and its snapshot's number. */
export interface Seen {
  revision: number;
  seq: number;
}

export function eventId({ revision, seq }: Seen): string {
  return `${revision}-${seq}`;
}

/** Reads a `Last-Event-ID`; one that is not of ours has seen nothing. */
export function readEventId(text: string | string[] | undefined): Seen {
  const [, revision, seq] = /^(\d{1,10})-(\d{1,16})$/.exec(String(text ?? "")) ?? [];
  return { revision: Number(revision ?? -1), seq: Number(seq ?? -1) };
}
