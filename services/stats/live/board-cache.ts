/** A board that may be evicted. */
export interface Evictable {
  /** The memory that it uses, in bytes; may change. */
  readonly bytes: number;
  /** Called when it leaves the cache. */
  stop(): void;
}

/**
 * Boards by session number, up to a limit of bytes: above it, the least recently used boards are evicted. The most
 * recently used board always stays, even if it is larger than the limit, because it would be read again at once.
 */
export class BoardCache<Board extends Evictable> {
  readonly #maxBytes: number;
  readonly #onEvict: (sessionNo: number) => void;
  /** Least recently used first. */
  readonly #boards = new Map<number, Board>();
  readonly #sizes = new Map<number, number>();
  #bytes = 0;

  /** @param onEvict is called for each evicted board, but not for deleted ones */
  constructor(maxBytes: number, onEvict: (sessionNo: number) => void) {
    this.#maxBytes = maxBytes;
    this.#onEvict = onEvict;
  }

  get size(): number {
    return this.#boards.size;
  }

  /** The memory of all boards, as of their last `updateSize`. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Returns a board and marks it as the most recently used one. */
  get(sessionNo: number): Board | undefined {
    const board = this.#boards.get(sessionNo);
    if (board) {
      this.#boards.delete(sessionNo);
      this.#boards.set(sessionNo, board);
    }
    return board;
  }

  /** Returns a board without marking it as used. */
  peek(sessionNo: number): Board | undefined {
    return this.#boards.get(sessionNo);
  }

  has(sessionNo: number): boolean {
    return this.#boards.has(sessionNo);
  }

  values(): IteratorObject<Board> {
    return this.#boards.values();
  }

  entries(): IteratorObject<[number, Board]> {
    return this.#boards.entries();
  }

  /** Adds a board as the most recently used one. */
  set(sessionNo: number, board: Board): void {
    this.delete(sessionNo);
    this.#boards.set(sessionNo, board);
    this.updateSize(sessionNo);
  }

  /** Reads the current size of a board, and evicts others if the limit is exceeded. */
  updateSize(sessionNo: number): void {
    const board = this.#boards.get(sessionNo);
    if (!board) return;
    this.#bytes += board.bytes - (this.#sizes.get(sessionNo) ?? 0);
    this.#sizes.set(sessionNo, board.bytes);
    for (const oldest of this.#boards.keys()) {
      if (this.#bytes <= this.#maxBytes || this.#boards.size === 1) return;
      this.delete(oldest);
      this.#onEvict(oldest);
    }
  }

  delete(sessionNo: number): void {
    const board = this.#boards.get(sessionNo);
    if (!board) return;
    this.#boards.delete(sessionNo);
    this.#bytes -= this.#sizes.get(sessionNo) ?? 0;
    this.#sizes.delete(sessionNo);
    board.stop();
  }

  clear(): void {
    for (const sessionNo of this.#boards.keys()) this.delete(sessionNo);
  }
}
