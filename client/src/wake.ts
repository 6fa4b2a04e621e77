import type { Device } from "./device.ts";
import { Listeners } from "./listeners.ts";

/** How often the device's clocks are compared, in ms. */
const CHECK_MS = 1000;
/** If its clock and its ticks have gone apart by this much, the clock was set or the device has slept; in ms. */
const JUMP_MS = 3000;
/** If a check comes this late by both, the device has slept, in ms. A busy one is not that late. */
const LATE_MS = 20_000;

/**
 * Notices that the device may have missed something: the page is shown again, the network is back, the device has
 * slept, or its clock was set. It watches as long as it has listeners; then its timer keeps a Node process alive.
 */
export class WakeWatch {
  readonly #device: Device;
  readonly #listeners = new Listeners<{ wake: undefined }>();
  #stop: (() => void) | undefined;

  constructor(device: Device) {
    this.#device = device;
  }

  /** @returns a function that removes the listener */
  onWake(listener: () => void): () => void {
    const remove = this.#listeners.on("wake", listener);
    this.#stop ??= this.#watch();
    return () => {
      remove();
      if (!this.#listeners.has("wake")) this.close();
    };
  }

  /** Stops watching, until a listener is added. */
  close(): void {
    this.#stop?.();
    this.#stop = undefined;
  }

  /** @returns a function that stops it */
  #watch(): () => void {
    const device = this.#device;
    let cancel = () => {};
    const wake = () => this.#listeners.emit("wake", undefined);
    const check = () => {
      const [ticks, now] = [device.monotonic(), device.now()];
      cancel = device.later(() => {
        const [ticked, passed] = [device.monotonic() - ticks, device.now() - now];
        check();
        // In a hidden page timers come up to a minute late. When it is shown again, the device says so.
        const isLate = ticked > LATE_MS && !device.isHidden?.();
        if (isLate || Math.abs(passed - ticked) > JUMP_MS) wake();
      }, CHECK_MS);
    };
    const stopListening = device.onReturn(wake);
    check();
    return () => {
      stopListening();
      cancel();
    };
  }
}
