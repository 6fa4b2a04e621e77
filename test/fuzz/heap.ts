import { setTimeout as sleep } from "node:timers/promises";

const INTERVAL_MS = 500;
const NAMES = ["nodejs_heap_size_used_bytes", "nodejs_external_memory_bytes"];

/** Samples the memory of a node's JavaScript through its metrics. */
export class HeapSampler {
  readonly #mib: number[] = [];
  readonly #stopping = new AbortController();
  readonly #loop: Promise<void>;

  constructor(metricsPort: number) {
    this.#loop = this.#sample(metricsPort);
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#loop;
  }

  /**
   * By how many MiB the memory has grown that no garbage collection frees: the smallest sample of the last quarter
   * against the smallest of the second.
   */
  growthMiB(): number {
    const quarter = Math.floor(this.#mib.length / 4);
    const lowest = (from: number) => Math.min(...this.#mib.slice(from, from + quarter));
    return quarter === 0 ? 0 : lowest(3 * quarter) - lowest(quarter);
  }

  async #sample(port: number): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      const text = await fetch(`http://127.0.0.1:${port}/metrics`)
        .then((reply) => reply.text())
        .catch(() => "");
      const bytes = NAMES.map((name) => Number(new RegExp(`^${name}\\S* (\\S+)$`, "m").exec(text)?.[1]));
      const total = bytes.reduce((sum, one) => sum + one, 0);
      if (total > 0) this.#mib.push(total / 2 ** 20);
      await sleep(INTERVAL_MS);
    }
  }
}
