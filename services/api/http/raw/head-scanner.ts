import { isHeaderLine, isRequestLine, MAX_HEAD_BYTES } from "./request-head.ts";

const LF = 0x0a;
const CR = 0x0d;
/** The first bytes of methods; other protocols begin with something else. */
const isLetter = (byte: number | undefined) => byte !== undefined && byte >= 0x41 && byte <= 0x5a;

/** Follows a head that arrives in pieces. Every byte and every line is looked at once, however small the pieces are. */
export class HeadScanner {
  /** Up to here there is no line end that has not been looked at. */
  #scanned = 0;
  #lineStart = 0;

  /**
   * @param bytes all that has arrived of the head: at each call the same bytes, and more
   * @returns whether the head is complete, may still become a supported one, or cannot
   */
  scan(bytes: Buffer): "complete" | "incomplete" | "unsupported" {
    if (!isLetter(bytes[0])) return "unsupported";
    for (;;) {
      const end = bytes.indexOf(LF, this.#scanned);
      if (end === -1) break;
      this.#scanned = end + 1;
      if (bytes[end - 1] !== CR) return "unsupported";
      if (end - 1 === this.#lineStart && this.#lineStart > 0) return "complete";
      const line = bytes.toString("latin1", this.#lineStart, this.#scanned);
      if (!(this.#lineStart === 0 ? isRequestLine(line) : isHeaderLine(line))) return "unsupported";
      this.#lineStart = this.#scanned;
    }
    this.#scanned = bytes.length;
    return bytes.length < MAX_HEAD_BYTES ? "incomplete" : "unsupported";
  }
}
