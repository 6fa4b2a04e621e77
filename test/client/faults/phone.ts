import type { Device } from "../../../client/src/device.ts";

interface Timer {
  task: () => void;
  /** By the phone's monotonic clock. */
  dueAt: number;
  handle: NodeJS.Timeout | undefined;
}

export interface WakeOptions {
  /** How long the phone says that it slept, in ms. */
  sleptMs: number;
  /** Whether its monotonic clock went on meanwhile, as on some systems. */
  monotonicMoves: boolean;
  /** Whether the page hears that it is shown again. */
  isTold: boolean;
}

/** A device whose clock may be wrong, and that sleeps: no timer runs, and nothing is sent or read meanwhile. */
export class Phone implements Device {
  /** How far its clock is ahead, in ms. */
  clockOffsetMs: number;
  /** How many tasks have run so far. */
  tasksRun = 0;
  readonly #timers = new Set<Timer>();
  readonly #listeners = new Set<() => void>();
  #monotonicShiftMs = 0;
  #sleep: { since: number; monotonic: number; over: Promise<void>; end: () => void } | undefined;

  constructor(clockOffsetMs = 0) {
    this.clockOffsetMs = clockOffsetMs;
  }

  get pendingTimers(): number {
    return this.#timers.size;
  }

  async fetch(request: Request): Promise<Response> {
    await this.#awake();
    const response = await fetch(request);
    await this.#awake();
    if (!response.body) return response;
    const frozen = new TransformStream<Uint8Array, Uint8Array>({
      transform: async (chunk, controller) => {
        await this.#awake();
        controller.enqueue(chunk);
      },
    });
    const { status, statusText, headers } = response;
    return new Response(response.body.pipeThrough(frozen), { status, statusText, headers });
  }

  now(): number {
    return Date.now() + this.clockOffsetMs;
  }

  monotonic(): number {
    return this.#sleep?.monotonic ?? performance.now() + this.#monotonicShiftMs;
  }

  random(): number {
    return Math.random();
  }

  later(task: () => void, ms: number): () => void {
    const timer: Timer = { task, dueAt: this.monotonic() + ms, handle: undefined };
    this.#timers.add(timer);
    if (!this.#sleep) this.#arm(timer);
    return () => {
      clearTimeout(timer.handle);
      this.#timers.delete(timer);
    };
  }

  onReturn(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The page hears that it is shown again, or that the network is back. */
  tellReturn(): void {
    for (const listener of [...this.#listeners]) listener();
  }

  sleep(): void {
    const { promise: over, resolve: end } = Promise.withResolvers<void>();
    this.#sleep = { since: Date.now(), monotonic: this.monotonic(), over, end };
    for (const timer of this.#timers) clearTimeout(timer.handle);
  }

  wake({ sleptMs, monotonicMoves, isTold }: WakeOptions): void {
    const { since, monotonic, end } = this.#sleep!;
    this.#sleep = undefined;
    this.clockOffsetMs += sleptMs - (Date.now() - since);
    this.#monotonicShiftMs = monotonic + (monotonicMoves ? sleptMs : 0) - performance.now();
    for (const timer of this.#timers) this.#arm(timer);
    end();
    if (isTold) this.tellReturn();
  }

  #arm(timer: Timer): void {
    const run = () => {
      this.#timers.delete(timer);
      this.tasksRun++;
      timer.task();
    };
    timer.handle = setTimeout(run, timer.dueAt - this.monotonic());
  }

  async #awake(): Promise<void> {
    while (this.#sleep) await this.#sleep.over;
  }
}
