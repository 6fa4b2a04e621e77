import { setImmediate as turn } from "node:timers/promises";
import type { Device } from "../../client/src/device.ts";

/** Enough turns of the event loop for everything that needs no timer, in streams and promises. */
const TURNS = 4;

interface Timer {
  task: () => void;
  /** By the device's ticks. */
  dueAt: number;
}

/** A device without a network of its own, whose time passes only when it is told to. */
export class SettableDevice implements Device {
  /** The device's clock, epoch ms. */
  clock = Date.parse("2026-01-01T00:00:00.000Z");
  ticks = 1000;
  hidden = false;
  randomValue = 0.5;
  /** Replies to requests. */
  reply: (request: Request) => Response | Promise<Response> = () => {
    throw new TypeError("fetch failed");
  };
  readonly #timers = new Set<Timer>();
  readonly #returnListeners = new Set<() => void>();

  async fetch(request: Request): Promise<Response> {
    return this.reply(request);
  }

  now(): number {
    return this.clock;
  }

  monotonic(): number {
    return this.ticks;
  }

  random(): number {
    return this.randomValue;
  }

  later(task: () => void, ms: number): () => void {
    const timer = { task, dueAt: this.ticks + ms };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  onReturn(listener: () => void): () => void {
    this.#returnListeners.add(listener);
    return () => this.#returnListeners.delete(listener);
  }

  isHidden(): boolean {
    return this.hidden;
  }

  get pendingTimers(): number {
    return this.#timers.size;
  }

  /** How many listeners wait for the page or the network to come back. */
  get returnListeners(): number {
    return this.#returnListeners.size;
  }

  /** The page is shown again, or the network is back. */
  async tellReturn(): Promise<void> {
    for (const listener of [...this.#returnListeners]) listener();
    await this.settle();
  }

  /** Lets time pass; what is due runs at its time. */
  async advance(ms: number): Promise<void> {
    await this.settle();
    const end = this.ticks + ms;
    for (;;) {
      const next = [...this.#timers].sort((a, b) => a.dueAt - b.dueAt)[0];
      if (!next || next.dueAt > end) break;
      this.#pass(Math.max(0, next.dueAt - this.ticks));
      this.#timers.delete(next);
      next.task();
      await this.settle();
    }
    this.#pass(end - this.ticks);
  }

  /** Nothing runs for this time. Then it goes on, and timers that are overdue run. */
  async sleep(ms: number, { ticksGoOn }: { ticksGoOn: boolean }): Promise<void> {
    this.clock += ms;
    if (ticksGoOn) this.ticks += ms;
    await this.advance(0);
  }

  /** Lets everything happen that needs no time. */
  async settle(): Promise<void> {
    for (let n = 0; n < TURNS; n++) await turn();
  }

  #pass(ms: number): void {
    this.clock += ms;
    this.ticks += ms;
  }
}

/** A promise that is settled by hand, and what it is by now. */
export function waitOn<T>(promise: Promise<T>): { value?: T; error?: unknown } {
  const outcome: { value?: T; error?: unknown } = {};
  promise.then(
    (value) => {
      outcome.value = value;
    },
    (error) => {
      outcome.error = error;
    },
  );
  return outcome;
}
