import { type Api, expectData } from "./api.ts";
import type { Device } from "./device.ts";
import { ConnectionError } from "./errors.ts";

/** How many times the server's clock is read for one offset. */
const READINGS = 5;
/** A clock that has gone this much further than the device's ticks was set, or the device has slept; in ms. */
const JUMP_MS = 250;
/** Two calls in a row that are this far apart were interrupted, in ms. */
const PAUSE_MS = 20;
/** How much faster one of two clocks may run: 0.1 ms in a second. Quartz is better. */
const DRIFT = 1e-4;
/** An event that comes this late, in ms, was held up, or the device's clock was set. */
const LATE_EVENT_MS = 5000;
/** Events make the clock read the server's again not more often than this, in ms. */
const DOUBT_INTERVAL_MS = 10_000;

/**
 * The server's clock on a device whose own may be wrong: the device's clock plus an offset.
 *
 * The offset comes from the reading with the least round trip, as if the reply had taken half of it. So it is wrong by
 * at most half that round trip (Flaviu Cristian, Probabilistic clock synchronization, Distributed Computing 3, 1989),
 * and by what the two clocks have drifted apart since: `errorMs`.
 *
 * A clock that is set back is noticed at once, because the device's ticks run on. One that is set forward looks like a
 * device that has slept: until the next reading its new time is believed.
 */
export class ServerClock {
  readonly #api: Api;
  readonly #device: Device;
  #offsetMs = 0;
  #roundTripMs: number | undefined;
  /** When the offset was read, by the device's ticks; -Infinity if the device's clock has jumped since. */
  #readAt = -Infinity;
  /** When a reading has last agreed with the offset, by the device's ticks. */
  #confirmedAt = -Infinity;
  /** When readings began last, by the device's ticks. */
  #syncedAt = -Infinity;
  /** The device's clock minus its ticks. */
  #base: number | undefined;
  #hasNote = false;
  #syncing: Promise<void> | undefined;
  #abort = new AbortController();
  #cancelDoubt = () => {};

  constructor(api: Api, device: Device) {
    this.#api = api;
    this.#device = device;
  }

  /** The server's clock minus the device's, in ms. */
  get offsetMs(): number {
    return this.#offsetMs;
  }

  /** The round trip of the reading that the offset comes from, in ms; undefined before the first. */
  get roundTripMs(): number | undefined {
    return this.#roundTripMs;
  }

  /** How wrong `now()` may be, in ms; Infinity before the first reading and after a jump of the device's clock. */
  get errorMs(): number {
    return (this.#roundTripMs ?? 0) / 2 + (this.#device.monotonic() - this.#readAt) * DRIFT;
  }

  /** How long ago a reading has confirmed the offset, in ms; Infinity before the first. */
  get ageMs(): number {
    return this.#device.monotonic() - this.#confirmedAt;
  }

  /** The server's time in epoch ms, as well as it is known. Before anything is known it is the device's. */
  now(): number {
    const { now } = this.#look();
    return now + this.#offsetMs;
  }

  /** How long until a time of the server, in ms: 0 if it has passed, Infinity for null. */
  msUntil(time: string | null): number {
    return time === null ? Infinity : Math.max(0, Date.parse(time) - this.now());
  }

  /**
   * Reads the server's clock five times, one after the other. If the offset is known and the first reading agrees with
   * it, one is enough. Calls at the same time share their readings.
   *
   * @throws ConnectionError or ApiError if no reading succeeded; the offset stays as it was
   */
  sync(): Promise<void> {
    this.#syncing ??= this.#sync().finally(() => {
      this.#syncing = undefined;
    });
    return this.#syncing;
  }

  /** Gives up readings that are under way: they reject. */
  close(): void {
    this.#cancelDoubt();
    this.#abort.abort();
  }

  /**
   * Takes note of the `now` of a state or an event: at the server it is at least that late. Before the first reading the
   * offset comes from these. If one does not fit the offset, the server's clock is read again.
   */
  note(serverNow: string): void {
    const { now, ticks } = this.#look();
    const ahead = Date.parse(serverNow) - now - this.#offsetMs;
    if (Number.isNaN(ahead)) return;
    const { errorMs } = this;
    const isLate = ahead < -LATE_EVENT_MS;
    const isGuess = this.#roundTripMs === undefined && (isLate || !this.#hasNote);
    this.#hasNote = true;
    if (ahead > 0 || isGuess) this.#offsetMs += ahead;
    const isDoubtful = isLate || errorMs === Infinity || ahead > errorMs + JUMP_MS;
    if (!isDoubtful || ticks - this.#syncedAt < DOUBT_INTERVAL_MS) return;
    this.#syncedAt = ticks;
    const sync = () => void this.sync().catch(() => {});
    // What was held up is late for everybody, and not everybody may ask at once.
    if (errorMs === Infinity) sync();
    else this.#cancelDoubt = this.#device.later(sync, this.#device.random() * DOUBT_INTERVAL_MS);
  }

  async #sync(): Promise<void> {
    this.#syncedAt = this.#device.monotonic();
    this.#abort = new AbortController();
    /** The `now` of the reading before; undefined at the first. */
    let after: string | undefined;
    let failure: unknown;
    for (let n = 0; n < READINGS && !this.#abort.signal.aborted; n++) {
      try {
        const { now, isConfirmed } = await this.#read(after);
        if (isConfirmed && !after) return;
        after = now;
      } catch (error) {
        failure = error;
      }
    }
    if (!after) throw failure;
  }

  /**
   * Reads the server's clock once, and takes the offset if it is better than the one that is known.
   *
   * @param after the `now` of the reading just before: so the gateway sees how long a round trip takes
   * @returns also whether an offset was known before, and agrees
   */
  async #read(after: string | undefined) {
    const { signal } = this.#abort;
    const sent = this.#look();
    const { now } = await expectData(this.#api.GET("/api/time", { signal, params: { query: { after } } }));
    const { now: receivedAt, ticks } = this.#look();
    const roundTripMs = ticks - sent.ticks;
    const offsetMs = Date.parse(now) + roundTripMs / 2 - receivedAt;
    // The device's clock has jumped, or what has replied is not the server.
    if (Math.abs(receivedAt - sent.now - roundTripMs) > JUMP_MS || Number.isNaN(offsetMs)) {
      throw new ConnectionError("no time");
    }
    const { errorMs } = this;
    const agrees = Math.abs(offsetMs - this.#offsetMs) <= roundTripMs / 2 + errorMs;
    if (roundTripMs / 2 < errorMs || (!agrees && !after)) {
      this.#offsetMs = offsetMs;
      this.#roundTripMs = roundTripMs;
      this.#readAt = ticks;
    }
    this.#confirmedAt = ticks;
    return { isConfirmed: agrees && errorMs < Infinity, now };
  }

  /** The device's clock and its ticks at one moment. Whether the clock has jumped since the last look is noticed here. */
  #look(): { now: number; ticks: number } {
    const device = this.#device;
    let [ticks, now, tries] = [0, 0, 4];
    // A process that was stopped between the two calls must not look like a jump.
    do [ticks, now] = [device.monotonic(), device.now()];
    while (--tries && device.monotonic() - ticks > PAUSE_MS);
    const base = now - ticks;
    const jump = base - (this.#base ?? base);
    this.#base = base;
    if (jump < -JUMP_MS) this.#offsetMs -= jump;
    if (Math.abs(jump) > JUMP_MS) this.#readAt = -Infinity;
    return { now, ticks };
  }
}
