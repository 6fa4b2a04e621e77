const LF = 10;
const CR = 13;

/** Finds the lines of a file that begin or end with CRLF, CR or LF, from its beginning on. */
export class LineCounter {
  readonly #bytes: Buffer;
  #line = 1;
  #counted = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** The line of a place, from 1. @param offset not before that of the last call */
  lineAt(offset: number): number {
    for (; this.#counted < offset; this.#counted++) {
      const byte = this.#bytes[this.#counted];
      if (byte === LF || (byte === CR && this.#bytes[this.#counted + 1] !== LF)) this.#line++;
    }
    return this.#line;
  }

  /** The next place that is not the end of a line. */
  skipEnds(offset: number): number {
    let next = offset;
    while (isEnd(this.#bytes[next])) next++;
    return next;
  }

  /** Where the line ends in which a place is. */
  endOf(offset: number): number {
    let end = offset;
    while (end < this.#bytes.length && !isEnd(this.#bytes[end])) end++;
    return end;
  }
}

function isEnd(byte: number | undefined): boolean {
  return byte === LF || byte === CR;
}
