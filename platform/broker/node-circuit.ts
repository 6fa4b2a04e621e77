/** After how many consecutive timeouts the circuit of a node opens, and for how long (ms). */
export const CIRCUIT_DEFAULTS = { timeouts: 5, openMs: 5000 };

/**
 * A caller's circuit for another node. Closed: the node is called. Open: it is not. Half-open: the next call is a
 * probe. Probing: the probe is in progress, and there are no other calls. A reply to any call closes the circuit.
 */
export class NodeCircuit {
  #state: "closed" | "open" | "halfOpen" | "probing" = "closed";
  #consecutiveTimeouts = 0;

  get isClosed(): boolean {
    return this.#state === "closed";
  }

  get allowsCalls(): boolean {
    return this.#state === "closed" || this.#state === "halfOpen";
  }

  /** @returns whether this call is the probe */
  onCall(): boolean {
    if (this.#state !== "halfOpen") return false;
    this.#state = "probing";
    return true;
  }

  /** A reply also counts if it is an error. */
  onReply(): void {
    this.#consecutiveTimeouts = 0;
    this.#state = "closed";
  }

  /**
   * @param hasEnoughPeers whether enough other nodes can be called; otherwise the circuit stays closed
   * @returns whether the circuit has opened now; then the caller must call `toHalfOpen` later
   */
  onTimeout(wasProbe: boolean, hasEnoughPeers: boolean): boolean {
    this.#consecutiveTimeouts++;
    const hasProbeFailed = wasProbe && this.#state === "probing";
    // Calls from before the circuit opened may still time out. They change nothing.
    if (!hasProbeFailed && !(this.isClosed && this.#consecutiveTimeouts >= CIRCUIT_DEFAULTS.timeouts))
      return false;
    this.#state = hasEnoughPeers ? "open" : "closed";
    return hasEnoughPeers;
  }

  /** A call failed before a reply was possible. If it was the probe, the next call is. */
  onInconclusive(wasProbe: boolean): void {
    if (wasProbe && this.#state === "probing") this.#state = "halfOpen";
  }

  toHalfOpen(): void {
    if (this.#state === "open") this.#state = "halfOpen";
  }
}
