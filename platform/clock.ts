/** How much slower a clock that is ahead of the system's runs until they agree again: 2 %, so 20 ms in a second. */
const SLEW_RATE = 0.02;
/** Differences up to this are not corrected, in ms: `Date.now()` is rounded down to a whole ms. */
const TOLERANCE_MS = 2;

/** How far the time of another process is followed at most, in ms. */
const MAX_ADVANCE_MS = 600_000;

/** The two sources of time, in ms. */
export interface TimeSources {
  /** The system's clock since the epoch. It can be set, forward and back. */
  system(): number;
  /** The time since some moment. It never runs back, and not while the machine sleeps. */
  steady(): number;
}

/**
 * A clock that never runs back. It follows the system's clock forward at once: after a sleep of the machine that time
 * has really passed, and all other nodes and phones have lived it. When the system's clock is set back, this clock goes
 * on by the steady source, 2 % slower until both agree. So what is open stays open for about as long as announced.
 */
export class Clock {
  readonly #sources: TimeSources;
  /** What is added to the steady source, in ms. */
  #offset: number;
  #lastSteady: number;
  #last: number;

  constructor(sources: TimeSources) {
    this.#sources = sources;
    this.#lastSteady = sources.steady();
    this.#last = sources.system();
    this.#offset = this.#last - this.#lastSteady;
  }

  /** The time in whole ms since the epoch. */
  now(): number {
    const steady = this.#sources.steady();
    const system = this.#sources.system();
    // Only in tests that replace the sources: then the clock starts again.
    if (steady < this.#lastSteady) {
      this.#offset = system - steady;
      this.#last = system;
    }
    const aheadMs = steady + this.#offset - system;
    if (aheadMs < 0) this.#offset -= aheadMs;
    else if (aheadMs > TOLERANCE_MS) {
      this.#offset -= Math.min(aheadMs, SLEW_RATE * (steady - this.#lastSteady));
    }
    this.#lastSteady = steady;
    // Sums of fractions are rounded, which may make a later one a little smaller.
    this.#last = Math.max(this.#last, Math.floor(steady + this.#offset));
    return this.#last;
  }

  /**
   * Moves this clock forward to a time that another process has reached, in epoch ms: before a restart, for example, and
   * before the system's clock was set back. More than ten minutes ahead is taken for an error, and changes nothing.
   */
  advanceTo(time: number): void {
    const aheadMs = time - this.now();
    if (aheadMs > 0 && aheadMs <= MAX_ADVANCE_MS) this.#offset += aheadMs;
  }

  /** How far this clock is ahead of the system's, in ms; more than a few ms only after the system's was set back. */
  get aheadMs(): number {
    return Math.max(0, this.now() - this.#sources.system());
  }
}

/** The clock of this process. `Date` and `performance` are looked up at each call, because tests replace them. */
export const processClock = new Clock({ system: () => Date.now(), steady: () => performance.now() });

/** The time in whole ms since the epoch, by this process's clock: it never runs back. */
export const currentTime = (): number => processClock.now();
