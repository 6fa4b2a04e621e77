/** One event. Streams that got the same bytes share the object. */
export interface CrowdEvent {
  name: string;
  /** The text of the whole event, as it came. */
  text: string;
  /** The event's id; undefined if it has none. */
  id: string | undefined;
  /** Milliseconds of a `retry:` that came with it. */
  retryMs: number | undefined;
}

export interface ReaderHandlers {
  /** The reply has begun. @param retryAfterMs what the reply asks for */
  onHead(stream: number, status: number, retryAfterMs: number | undefined): void;
  onEvent(stream: number, event: CrowdEvent): void;
  /** The reply is over, though its connection may be open. */
  onEnd(stream: number): void;
  /** Something must be written, such as the reply to a ping. */
  send(stream: number, bytes: Buffer): void;
}

/** Reads the bytes of many streams. It keeps little per stream, and nothing of `bytes` after a call. */
export interface StreamReader {
  /** The stream's next bytes are of a new connection. */
  reset(stream: number): void;
  read(stream: number, bytes: Buffer): void;
}
