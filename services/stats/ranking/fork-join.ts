/** Words of the control: the ticket, and how many pieces of its phase are done. */
const TICKET = 0;
const DONE = 1;

/** A ticket is the phase, and below it the next piece that nobody has taken yet. */
const PIECE_BITS = 16;
const PIECE = (1 << PIECE_BITS) - 1;
/** The last ticket; far enough below 0 that it stays there if somebody still takes a number. */
const OVER = -(2 ** 30);

/** A piece takes ms; one that takes so long is not coming any more. */
const PATIENCE_MS = 10_000;

/**
 * Work in phases, one after the other, each cut into pieces. One thread leads; others help where they come in time,
 * and are not waited for where they do not: whoever is free takes the next piece. What one phase has written all
 * can read in the next.
 */
export class SharedWork {
  /** Goes to those who help; 8 bytes of shared memory. */
  readonly control: Int32Array;
  readonly #pieces: readonly number[];
  readonly #work: (phase: number, piece: number) => void;

  /**
   * @param pieces of each phase: fewer than 32,768
   * @param control the leader's, for those who help
   */
  constructor(pieces: readonly number[], work: (phase: number, piece: number) => void, control?: Int32Array) {
    this.#pieces = pieces;
    this.#work = work;
    this.control = control ?? new Int32Array(new SharedArrayBuffer(8));
    if (!control) this.control[TICKET] = pieces[0]!;
  }

  /** Has one phase done. @throws Error where a helper does not come to an end with its piece */
  lead(phase: number): void {
    Atomics.store(this.control, DONE, 0);
    Atomics.store(this.control, TICKET, phase << PIECE_BITS);
    Atomics.notify(this.control, TICKET);
    while (this.#takePiece());
    for (;;) {
      const done = Atomics.load(this.control, DONE);
      if (done === this.#pieces[phase]) return;
      if (Atomics.wait(this.control, DONE, done, PATIENCE_MS) === "timed-out") {
        throw new Error("A thread that helps does not come to an end.");
      }
    }
  }

  /** Sends those who help home, those too who have not come yet. */
  end(): void {
    Atomics.store(this.control, TICKET, OVER);
    Atomics.notify(this.control, TICKET);
  }

  /** Helps until the leader has come to the end. */
  help(): void {
    for (;;) {
      const ticket = Atomics.load(this.control, TICKET);
      if (ticket < 0) return;
      if (this.#isOpen(ticket)) this.#takePiece();
      else Atomics.wait(this.control, TICKET, ticket);
    }
  }

  /** Does the next piece of whatever phase it is by now; false where none is left. */
  #takePiece(): boolean {
    const ticket = Atomics.add(this.control, TICKET, 1);
    if (!this.#isOpen(ticket)) return false;
    this.#work(ticket >>> PIECE_BITS, ticket & PIECE);
    Atomics.add(this.control, DONE, 1);
    Atomics.notify(this.control, DONE);
    return true;
  }

  /** Whether the ticket is for a piece that is there. */
  #isOpen(ticket: number): boolean {
    return ticket >= 0 && (ticket & PIECE) < this.#pieces[ticket >>> PIECE_BITS]!;
  }
}
