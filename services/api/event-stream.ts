import type { ServerResponse } from "node:http";
import type { Announcement } from "./announcements.ts";
import type { Audience } from "./figures-view.ts";

/** A reader this far behind, in bytes, is left out until it has caught up; then it gets the newest state. */
const BEHIND_BYTES = 64 * 1024;
/** A reader this far behind is let go. */
const LOST_BYTES = 1024 * 1024;
/** Reconnects after a planned stop are spread over this time, in ms. */
const RECONNECT_WITHIN_MS = 5000;

/** One open stream of Server-Sent Events. */
export class EventStream {
  readonly audience: Audience;
  /** The player whose token opened it; null for a host or a stranger. */
  readonly playerNo: number | null;
  readonly #res: ServerResponse;
  #isBehind = false;

  /** @param catchUp sends the newest state to a reader who was left out */
  constructor(res: ServerResponse, audience: Audience, playerNo: number | null, catchUp: () => void) {
    this.#res = res;
    this.audience = audience;
    this.playerNo = playerNo;
    res.writeHead(200, {
      "Content-Type": "text/event-stream; charset=utf-8",
      "Cache-Control": "no-store",
      "X-Accel-Buffering": "no",
    });
    res.flushHeaders();
    res.on("drain", () => {
      if (!this.#isBehind) return;
      this.#isBehind = false;
      catchUp();
    });
  }

  /** @param bytes ready to send, shared by all who get them */
  write(bytes: Buffer): void {
    if (this.#res.writableLength > LOST_BYTES) this.#res.destroy();
    else if (this.#isBehind || this.#res.writableLength > BEHIND_BYTES) this.#isBehind = true;
    else this.#res.write(bytes);
  }

  end(): void {
    this.#res.end();
  }

  /** Ends the stream and tells the client when to come back: at a random moment, so that not all come at once. */
  sayFarewell(): void {
    this.#res.end(`retry: ${1000 + Math.floor(Math.random() * RECONNECT_WITHIN_MS)}\n\n`);
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
