/** Indices of the two words in `control`. */
const NEXT_CHUNK = 0;
const CHUNKS_DONE = 1;

/** The word NEXT_CHUNK holds the phase in its high bits and the next free chunk of this phase in its low bits. */
const CHUNK_BITS = 16;
const CHUNK_MASK = (1 << CHUNK_BITS) - 1;
/** The value of NEXT_CHUNK after the last phase; so far below 0 that late increments leave it negative. */
const FINISHED = -(2 ** 30);

/** A chunk takes a few ms; after this time its thread is considered lost. */
const CHUNK_TIMEOUT_MS = 10_000;

/**
 * Splits work into phases, and each phase into chunks that several threads run in parallel. The leader calls
 * `runPhase` for one phase after the other; helpers call `work`. A free thread takes the next chunk, so the leader
 * does not depend on helpers that are late or never start. All writes of one phase are visible in the next.
 */
export class ForkJoin {
  /** Passed to the helpers; 8 bytes of shared memory. */
  readonly control: Int32Array;
  readonly #chunks: readonly number[];
  readonly #runChunk: (phase: number, chunk: number) => void;

  /**
   * @param chunks the number of chunks of each phase, each below 32,768
   * @param control in a helper, the leader's `control`
   */
  constructor(
    chunks: readonly number[],
    runChunk: (phase: number, chunk: number) => void,
    control?: Int32Array,
  ) {
    this.#chunks = chunks;
    this.#runChunk = runChunk;
    this.control = control ?? new Int32Array(new SharedArrayBuffer(8));
    // Past the last chunk of phase 0: no chunk is available until the leader starts that phase.
    if (!control) this.control[NEXT_CHUNK] = chunks[0]!;
  }

  /** Runs one phase until all its chunks are done. @throws Error if a helper does not finish its chunk in time */
  runPhase(phase: number): void {
    Atomics.store(this.control, CHUNKS_DONE, 0);
    Atomics.store(this.control, NEXT_CHUNK, phase << CHUNK_BITS);
    Atomics.notify(this.control, NEXT_CHUNK);
    while (this.#runNextChunk());
    for (;;) {
      const done = Atomics.load(this.control, CHUNKS_DONE);
      if (done === this.#chunks[phase]) return;
      if (Atomics.wait(this.control, CHUNKS_DONE, done, CHUNK_TIMEOUT_MS) === "timed-out") {
        throw new Error(`A helper thread did not finish its chunk within ${CHUNK_TIMEOUT_MS / 1000} s.`);
      }
    }
  }

  /** Ends `work` in all helpers, even in those that call it later. */
  finish(): void {
    Atomics.store(this.control, NEXT_CHUNK, FINISHED);
    Atomics.notify(this.control, NEXT_CHUNK);
  }

  /** In a helper: runs chunks until the leader calls `finish`. */
  work(): void {
    for (;;) {
      const next = Atomics.load(this.control, NEXT_CHUNK);
      if (next < 0) return;
      if (this.#isAvailable(next)) this.#runNextChunk();
      else Atomics.wait(this.control, NEXT_CHUNK, next);
    }
  }

  /** Runs the next chunk of the current phase; returns false if there is none left. */
  #runNextChunk(): boolean {
    const next = Atomics.add(this.control, NEXT_CHUNK, 1);
    if (!this.#isAvailable(next)) return false;
    this.#runChunk(next >>> CHUNK_BITS, next & CHUNK_MASK);
    Atomics.add(this.control, CHUNKS_DONE, 1);
    Atomics.notify(this.control, CHUNKS_DONE);
    return true;
  }

  /** Whether the chunk in a value of NEXT_CHUNK exists in its phase. */
  #isAvailable(next: number): boolean {
    return next >= 0 && (next & CHUNK_MASK) < this.#chunks[next >>> CHUNK_BITS]!;
  }
}
