import { Carry } from "./carry.ts";
import { parseReplyHead } from "./http-head.ts";
import { SharedBlocks } from "./shared-blocks.ts";
import type { CrowdEvent, ReaderHandlers, StreamReader } from "./stream-reader.ts";

/** Where a stream is in its reply. */
const HEAD = 0;
const IDENTITY = 1;
const CHUNKED = 2;
const OVER = 3;

const BLOCK_END = Buffer.from("\n\n");
const LINE_END = Buffer.from("\r\n");

/**
 * Reads streams of Server-Sent Events over HTTP/1.1, chunked or not. Bytes that many streams get are parsed once: see
 * `SharedBlocks`.
 */
export class SseReader implements StreamReader {
  readonly #handlers: ReaderHandlers;
  readonly #phase: Uint8Array;
  /** Bytes that are left of the current chunk. */
  readonly #chunkLeft: Uint32Array;
  /** Heads and sizes of chunks that are not complete. */
  readonly #framing = new Carry();
  /** Events that are not complete. */
  readonly #text = new Carry();
  readonly #shared = new SharedBlocks();

  constructor(capacity: number, handlers: ReaderHandlers) {
    this.#handlers = handlers;
    this.#phase = new Uint8Array(capacity);
    this.#chunkLeft = new Uint32Array(capacity);
  }

  reset(stream: number): void {
    this.#phase[stream] = HEAD;
    this.#chunkLeft[stream] = 0;
    this.#framing.drop(stream);
    this.#text.drop(stream);
  }

  read(stream: number, bytes: Buffer): void {
    const known = this.#isBetweenEvents(stream) ? this.#shared.find(bytes) : undefined;
    if (known) this.#deliver(stream, known);
    else this.#readNew(stream, bytes);
  }

  #readNew(stream: number, bytes: Buffer): void {
    if (this.#phase[stream] === OVER) return;
    const isWhole = this.#isBetweenEvents(stream);
    const events: CrowdEvent[] = [];
    let at = 0;
    let input = this.#framing.join(stream, bytes);
    if (this.#phase[stream] === HEAD) {
      const head = parseReplyHead(input);
      if (!head) {
        this.#framing.keep(stream, input);
        return;
      }
      this.#phase[stream] = head.status !== 200 ? OVER : head.isChunked ? CHUNKED : IDENTITY;
      this.#handlers.onHead(stream, head.status, head.retryAfterMs);
      at = head.length;
    }
    if (this.#phase[stream] === IDENTITY) this.#readText(stream, input.subarray(at), events);
    else if (this.#phase[stream] === CHUNKED) {
      input = input.subarray(at);
      this.#readChunks(stream, input, events);
    }
    // What began and ended between two events is the same for every stream that gets the same bytes.
    if (isWhole && this.#isBetweenEvents(stream)) this.#shared.add(bytes, events);
    this.#deliver(stream, events);
    if (this.#phase[stream] === OVER) this.#handlers.onEnd(stream);
  }

  #readChunks(stream: number, input: Buffer, events: CrowdEvent[]): void {
    let at = 0;
    while (at < input.length) {
      const left = this.#chunkLeft[stream]!;
      if (left > 0) {
        const end = Math.min(input.length, at + left);
        this.#readText(stream, input.subarray(at, end), events);
        this.#chunkLeft[stream] = left - (end - at);
        at = end;
        continue;
      }
      // A chunk's end is an empty line, which stands before the next chunk's size.
      const lineStart = input[at] === 13 || input[at] === 10 ? at + (input[at] === 13 ? 2 : 1) : at;
      const lineEnd = input.indexOf(LINE_END, lineStart);
      if (lineEnd === -1) {
        // A whole end alone is skipped, so that nothing is kept of a stream that waits for the next chunk.
        if (lineStart !== input.length) this.#framing.keep(stream, input, at);
        return;
      }
      const size = Number.parseInt(input.toString("latin1", lineStart, lineEnd), 16);
      at = lineEnd + LINE_END.length;
      if (!(size > 0)) {
        this.#phase[stream] = OVER;
        return;
      }
      this.#chunkLeft[stream] = size;
    }
  }

  #readText(stream: number, bytes: Buffer, events: CrowdEvent[]): void {
    const input = this.#text.join(stream, bytes);
    let at = 0;
    for (let end = input.indexOf(BLOCK_END); end !== -1; end = input.indexOf(BLOCK_END, at)) {
      const event = parseBlock(input.toString("utf8", at, end));
      if (event) events.push(event);
      at = end + BLOCK_END.length;
    }
    this.#text.keep(stream, input, at);
  }

  #isBetweenEvents(stream: number): boolean {
    return (
      (this.#phase[stream] === CHUNKED || this.#phase[stream] === IDENTITY) &&
      this.#chunkLeft[stream] === 0 &&
      !this.#framing.has(stream) &&
      !this.#text.has(stream)
    );
  }

  #deliver(stream: number, events: readonly CrowdEvent[]): void {
    for (const event of events) this.#handlers.onEvent(stream, event);
  }
}

/** @returns undefined for a comment alone; an event without a name is called `message`, a `retry:` alone `retry` */
function parseBlock(text: string): CrowdEvent | undefined {
  const field = (name: string) => new RegExp(`(?:^|\n)${name}: ?(.*)`).exec(text)?.[1];
  const retry = field("retry");
  const hasData = /(?:^|\n)data:/.test(text);
  if (!hasData && retry === undefined) return undefined;
  return {
    name: hasData ? (field("event") ?? "message") : "retry",
    text,
    id: field("id"),
    retryMs: retry === undefined ? undefined : Number(retry),
  };
}
