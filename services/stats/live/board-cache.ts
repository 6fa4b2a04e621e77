/** What is kept of a session. */
export interface Keepable {
  /** What it occupies, in bytes; it may change. */
  readonly bytes: number;
  /** It is not kept any longer. */
  stop(): void;
}

/**
 * Boards by session number, within a bound of bytes: past it the ones used longest ago go first. The one used
 * last stays whatever it occupies, as it would only be read again.
 */
export class KeptBoards<Board extends Keepable> {
  readonly #mostBytes: number;
  readonly #letGo: (sessionNo: number) => void;
  /** In order of their last use. */
  readonly #boards = new Map<number, Board>();
  readonly #sizes = new Map<number, number>();
  #bytes = 0;

  /** @param letGo is told of each board that has to make room for others */
  constructor(mostBytes: number, letGo: (sessionNo: number) => void) {
    this.#mostBytes = mostBytes;
    this.#letGo = letGo;
  }

  get size(): number {
    return this.#boards.size;
  }

  /** What all of them occupy, as last measured. */
  get bytes(): number {
    return this.#bytes;
  }

  /** A board that is about to be used. */
  get(sessionNo: number): Board | undefined {
    const board = this.#boards.get(sessionNo);
    if (board) {
      this.#boards.delete(sessionNo);
      this.#boards.set(sessionNo, board);
    }
    return board;
  }

  /** A board that is just looked at. */
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

  /** Keeps one that is about to be used. */
  set(sessionNo: number, board: Board): void {
    this.delete(sessionNo);
    this.#boards.set(sessionNo, board);
    this.measure(sessionNo);
  }

  /** Sees what a board occupies by now, and makes room where it has to. */
  measure(sessionNo: number): void {
    const board = this.#boards.get(sessionNo);
    if (!board) return;
    this.#bytes += board.bytes - (this.#sizes.get(sessionNo) ?? 0);
    this.#sizes.set(sessionNo, board.bytes);
    for (const oldest of this.#boards.keys()) {
      if (this.#bytes <= this.#mostBytes || this.#boards.size === 1) return;
      this.delete(oldest);
      this.#letGo(oldest);
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
