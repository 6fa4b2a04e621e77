import type { CrowdStatus } from "./plan.ts";

const IDLE = 0;
const CONNECTING = 1;
const OPEN = 2;
const MAX_FAILURES = 255;
/** A stream that was open for this long was a good one, in ms: waits begin short again. */
const STABLE_MS = 10_000;

/** What is known of each stream of one process, in a few bytes each, and how many are in which state. */
export class CrowdTally {
  open = 0;
  connecting = 0;
  attempts = 0;
  receivedBytes = 0;
  /** How long lost streams were away, in ms. */
  readonly downtimesMs: number[] = [];
  readonly #state: Uint8Array;
  readonly #tries: Uint16Array;
  readonly #failures: Uint8Array;
  /** When it was opened, by `performance.now()`. */
  readonly #openedAt: Float64Array;
  /** When it was lost; 0 if it was not. */
  readonly #lostAt: Float64Array;
  /** The server's `retry`, plus 1; 0 for none. */
  readonly #retry: Uint32Array;
  /** A position in `#ids`, plus 1; 0 for none. */
  readonly #lastId: Uint32Array;
  readonly #ids: string[] = [];
  readonly #idNos = new Map<string, number>();
  readonly #refused: Record<string, number> = {};
  readonly #lost: Record<string, number> = {};
  readonly #unreachable: Record<string, number> = {};
  #failed = 0;

  constructor(capacity: number) {
    this.#state = new Uint8Array(capacity);
    this.#tries = new Uint16Array(capacity);
    this.#failures = new Uint8Array(capacity);
    this.#openedAt = new Float64Array(capacity);
    this.#lostAt = new Float64Array(capacity);
    this.#retry = new Uint32Array(capacity);
    this.#lastId = new Uint32Array(capacity);
  }

  /** A stream begins to connect. @returns a number that is another at its next attempt, and for the next stream */
  attempt(stream: number): number {
    this.attempts++;
    this.connecting++;
    this.#state[stream] = CONNECTING;
    return stream + this.#tries[stream]!++;
  }

  opened(stream: number): void {
    this.connecting--;
    this.open++;
    this.#state[stream] = OPEN;
    const now = performance.now();
    this.#openedAt[stream] = now;
    if (this.#lostAt[stream]! > 0) this.downtimesMs.push(now - this.#lostAt[stream]!);
    this.#lostAt[stream] = 0;
  }

  isOpen(stream: number): boolean {
    return this.#state[stream] === OPEN;
  }

  isConnecting(stream: number): boolean {
    return this.#state[stream] === CONNECTING;
  }

  refused(stream: number, status: number): void {
    add(this.#refused, String(status));
    this.#endAttempt(stream);
  }

  /** Its connection is closed, whether the stream was open or not. */
  closed(stream: number, code: string): void {
    if (this.#state[stream] !== OPEN) {
      add(this.#unreachable, code);
      this.#endAttempt(stream);
      return;
    }
    add(this.#lost, code);
    this.open--;
    this.#state[stream] = IDLE;
    const now = performance.now();
    if (now - this.#openedAt[stream]! > STABLE_MS) this.#failures[stream] = 0;
    this.#countFailure(stream);
    this.#lostAt[stream] = now;
  }

  /** It does not try again. */
  failed(): void {
    this.#failed++;
  }

  /** How many attempts have failed in a row. */
  failures(stream: number): number {
    return this.#failures[stream]!;
  }

  setRetry(stream: number, ms: number): void {
    this.#retry[stream] = ms + 1;
  }

  /** The `retry` that the server has sent since the last loss. */
  takeRetry(stream: number): number | undefined {
    const ms = this.#retry[stream]! - 1;
    this.#retry[stream] = 0;
    return ms < 0 ? undefined : ms;
  }

  setLastId(stream: number, id: string): void {
    let no = this.#idNos.get(id);
    if (no === undefined) {
      no = this.#ids.push(id);
      this.#idNos.set(id, no);
    }
    this.#lastId[stream] = no;
  }

  lastId(stream: number): string | undefined {
    return this.#ids[this.#lastId[stream]! - 1];
  }

  status(waiting: number): CrowdStatus {
    return {
      open: this.open,
      connecting: this.connecting,
      waiting,
      failed: this.#failed,
      attempts: this.attempts,
      reconnected: this.downtimesMs.length,
      refused: { ...this.#refused },
      lost: { ...this.#lost },
      unreachable: { ...this.#unreachable },
      maxDowntimeMs: this.downtimesMs.reduce((most, ms) => Math.max(most, ms), 0),
      receivedBytes: this.receivedBytes,
    };
  }

  #endAttempt(stream: number): void {
    this.connecting--;
    this.#state[stream] = IDLE;
    this.#countFailure(stream);
  }

  #countFailure(stream: number): void {
    this.#failures[stream] = Math.min(MAX_FAILURES, this.#failures[stream]! + 1);
  }
}

function add(counts: Record<string, number>, key: string): void {
  counts[key] = (counts[key] ?? 0) + 1;
}
