import { backoffMs } from "./backoff.ts";
import type { Device } from "./device.ts";
import { mayRetry } from "./errors.ts";

/** How many players of a session ask in a second, if all have the same reason to. */
const PER_SECOND = 5000;
/** The longest time over which they spread, in ms. */
const MAX_SPREAD_MS = 50_000;
/** The least time between two askings of one player, in ms: the server allows ten in ten seconds. */
const INTERVAL_MS = 2000;
/** The least time until the first, in ms: other gateways may learn of a close a moment later. */
const DELAY_MS = 50;

/** Asks the server for the player's own answers when something has changed in them: not too often, not with all others. */
export class AnswerRefresh {
  readonly #device: Device;
  readonly #load: () => Promise<unknown>;
  readonly #onIdle: () => void;
  #loading = 0;
  #loadedAt = -Infinity;
  #failures = 0;
  #cancel: (() => void) | undefined;
  #isStopped = false;

  /** @param load throws ApiError or ConnectionError */
  constructor(device: Device, load: () => Promise<unknown>, onIdle: () => void) {
    this.#device = device;
    this.#load = load;
    this.#onIdle = onIdle;
  }

  /** Whether nothing is asked or will be. */
  get isIdle(): boolean {
    return !this.#cancel && this.#loading === 0;
  }

  /** Asks soon. One asking serves all who want one before it begins. @param players of the session */
  ask(players: number): void {
    this.#schedule(DELAY_MS + this.#device.random() * Math.min(MAX_SPREAD_MS, (players / PER_SECOND) * 1000));
  }

  /** Asks now. It never rejects: if no reply comes, it asks again later. */
  async now(): Promise<void> {
    const device = this.#device;
    this.#cancel = undefined;
    this.#loadedAt = device.monotonic();
    this.#loading++;
    try {
      await this.#load();
      this.#failures = 0;
    } catch (error) {
      if (mayRetry(error)) this.#schedule(backoffMs(++this.#failures, error, device));
    }
    this.#loading--;
    if (this.isIdle) this.#onIdle();
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #schedule(waitMs: number): void {
    if (this.#cancel || this.#isStopped) return;
    const device = this.#device;
    const gapMs = this.#loadedAt + INTERVAL_MS - device.monotonic();
    this.#cancel = device.later(() => void this.now(), Math.max(waitMs, gapMs));
  }
}
