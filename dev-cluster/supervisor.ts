import { setTimeout as sleep } from "node:timers/promises";
import type { ClusterNode } from "./nodes.ts";

/** The pause before a dead node is started again, in ms. It doubles with every death in a row. */
const FIRST_PAUSE_MS = 500;
const MAX_PAUSE_MS = 30_000;
/** A node that has run for so long has recovered: its next pause is the first one again. */
const RECOVERED_AFTER_MS = 60_000;

export interface SupervisorOptions {
  /** Called with a line about a node that is started again. */
  onLine: (node: string, line: string) => void;
  firstPauseMs?: number;
}

/** Starts a node again whenever its process has ended, however it ended, as Kubernetes would. */
export class Supervisor {
  readonly #options: SupervisorOptions;
  readonly #stopping = new AbortController();
  readonly #loops: Promise<void>[];

  constructor(nodes: readonly ClusterNode[], options: SupervisorOptions) {
    this.#options = options;
    this.#loops = nodes.map((node) => this.#supervise(node));
  }

  /** Lets nodes end from now on. Resolves when no start is under way. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await Promise.all(this.#loops);
  }

  async #supervise(node: ClusterNode): Promise<void> {
    const { onLine, firstPauseMs = FIRST_PAUSE_MS } = this.#options;
    const { signal } = this.#stopping;
    const stopped = new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
    let pauseMs = firstPauseMs;
    while (!signal.aborted) {
      const startedAt = performance.now();
      await Promise.race([node.exited, stopped]);
      if (signal.aborted) return;
      if (performance.now() - startedAt > RECOVERED_AFTER_MS) pauseMs = firstPauseMs;
      onLine(node.name, `is started again in ${(pauseMs / 1000).toFixed(1)} s`);
      await sleep(pauseMs, undefined, { signal }).catch(() => {});
      if (signal.aborted) return;
      pauseMs = Math.min(MAX_PAUSE_MS, 2 * pauseMs);
      await node.launch().catch((error) => onLine(node.name, `cannot be started: ${error.message}`));
    }
  }
}
