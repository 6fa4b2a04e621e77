import { setTimeout as sleep } from "node:timers/promises";
import type { Client } from "../harness/client.ts";
import { Undescribed } from "../harness/undescribed.ts";

const INTERVAL_MS = 50;

/** One cheap request to a gateway: when it was due, sent and answered (epoch ms). */
interface Sample {
  dueAt: number;
  sentAt: number;
  repliedAt: number;
}

/**
 * Requests `/healthz` of every gateway continuously, and so measures how slow this machine is at every moment. A time
 * limit plus this delay holds on any machine, and through any pause.
 */
export class LatencyProbe {
  readonly #samples: Sample[][];
  readonly #loops: Promise<void>[];
  #isStopped = false;

  constructor(gateways: readonly Client[]) {
    this.#samples = gateways.map(() => []);
    this.#loops = gateways.map((gateway, index) => this.#run(gateway, this.#samples[index]!));
  }

  /** When everything that was sent before `at` (epoch ms) had arrived at every gateway. */
  arrivedBy(at: number): number {
    return Math.max(
      ...this.#samples.map((samples) => samples.find(({ sentAt }) => sentAt >= at)?.repliedAt ?? Infinity),
    );
  }

  /** The longest time from a due moment to its reply so far, in ms. */
  get slowestMs(): number {
    return Math.max(0, ...this.#samples.flat().map(({ dueAt, repliedAt }) => repliedAt - dueAt));
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await Promise.all(this.#loops);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #run(gateway: Client, samples: Sample[]): Promise<void> {
    for (let isLast = false; !isLast; ) {
      isLast = this.#isStopped;
      const dueAt = Date.now() + INTERVAL_MS;
      await sleep(INTERVAL_MS);
      const sentAt = Date.now();
      const isAnswered = await gateway.send("GET", "/healthz").then(
        () => true,
        (error) => {
          if (error instanceof Undescribed) throw error;
          return false;
        },
      );
      if (isAnswered) samples.push({ dueAt, sentAt, repliedAt: Date.now() });
    }
  }
}
