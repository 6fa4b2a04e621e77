/** So many calls in a row that time out, and a node is left out; for so long, in ms. */
export const SILENCE = { calls: 5, forMs: 5000 };

/** What one caller knows of another node by its calls: whether it replies. After a time left out one call tries. */
export class Hearing {
  #state: "in" | "out" | "due" | "trying" = "in";
  #unheard = 0;

  get isIn(): boolean {
    return this.#state === "in";
  }

  get mayCall(): boolean {
    return this.#state === "in" || this.#state === "due";
  }

  /** @returns whether this call is the one that tries */
  called(): boolean {
    if (this.#state !== "due") return false;
    this.#state = "trying";
    return true;
  }

  /** A reply came, were it an error. */
  heard(): void {
    this.#unheard = 0;
    this.#state = "in";
  }

  /**
   * A call timed out.
   *
   * @param canBeSpared whether enough other nodes do the same
   * @returns whether the node is left out from now on; whoever is told so says when the time is up
   */
  timedOut(wasTrial: boolean, canBeSpared: boolean): boolean {
    this.#unheard++;
    const hasFailedTrial = wasTrial && this.#state === "trying";
    // What else times out while the node is left out was sent before.
    if (!hasFailedTrial && !(this.isIn && this.#unheard >= SILENCE.calls)) return false;
    this.#state = canBeSpared ? "out" : "in";
    return canBeSpared;
  }

  /** A call failed before a reply could have come. */
  undecided(wasTrial: boolean): void {
    if (wasTrial && this.#state === "trying") this.#state = "due";
  }

  timeIsUp(): void {
    if (this.#state === "out") this.#state = "due";
  }
}
