import { CIRCUIT } from "../../platform/transport.ts";

/**
 * A node as one caller sees it, by Moleculer's circuit breaker: where too large a share of its calls fails, it is
 * left out for a while, then tried with one call.
 */
export class Circuit {
  #windowAt = 0;
  #calls = 0;
  #failures = 0;
  /** Till when the node is left out, in ms; 0 where it is not. */
  #openUntil = 0;
  #isTrying = false;

  /** @param now ms */
  mayCall(now: number): boolean {
    return this.#openUntil === 0 || (now >= this.#openUntil && !this.#isTrying);
  }

  called(): void {
    if (this.#openUntil > 0) this.#isTrying = true;
  }

  ended(now: number, hasFailed: boolean): void {
    if (this.#openUntil > 0) this.#triedOut(now, hasFailed);
    else this.#count(now, hasFailed);
  }

  #triedOut(now: number, hasFailed: boolean): void {
    this.#isTrying = false;
    if (hasFailed) this.#openUntil = now + CIRCUIT.halfOpenTime;
    else {
      this.#openUntil = 0;
      this.#calls = 0;
      this.#failures = 0;
    }
  }

  #count(now: number, hasFailed: boolean): void {
    if (now - this.#windowAt > CIRCUIT.windowTime * 1000) {
      this.#windowAt = now;
      this.#calls = 0;
      this.#failures = 0;
    }
    this.#calls++;
    if (hasFailed) this.#failures++;
    const isOver =
      this.#calls >= CIRCUIT.minRequestCount && this.#failures / this.#calls >= CIRCUIT.threshold;
    if (hasFailed && isOver) this.#openUntil = now + CIRCUIT.halfOpenTime;
  }
}
