import { setTimeout as pause } from "node:timers/promises";
import type { Client } from "../harness/client.ts";

const BEAT_MS = 50;

/** One question to a gateway that costs it nothing: when it was due, when it was asked, when it was answered. */
interface Beat {
  dueAt: number;
  sentAt: number;
  heardAt: number;
}

/**
 * Asks every gateway again and again whether its process turns, and so learns how slow this machine is at every
 * moment. A bound on how long anything takes holds beside it on any machine, and through any pause of one.
 */
export class Pulse {
  readonly #beats: Beat[][];
  readonly #feeling: Promise<void>[];
  #isOver = false;

  constructor(gateways: readonly Client[]) {
    this.#beats = gateways.map(() => []);
    this.#feeling = gateways.map((gateway, index) => this.#feel(gateway, this.#beats[index]!));
  }

  /** By when all that was sent by `at` (epoch ms) had arrived, at whatever gateway. */
  arrivedBy(at: number): number {
    return Math.max(
      ...this.#beats.map((beats) => beats.find(({ sentAt }) => sentAt >= at)?.heardAt ?? Infinity),
    );
  }

  /** The longest that a beat has taken so far, from when it was due, in ms. */
  get slowestMs(): number {
    return Math.max(0, ...this.#beats.flat().map(({ dueAt, heardAt }) => heardAt - dueAt));
  }

  async stop(): Promise<void> {
    this.#isOver = true;
    await Promise.all(this.#feeling);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #feel(gateway: Client, beats: Beat[]): Promise<void> {
    for (let isLast = false; !isLast; ) {
      isLast = this.#isOver;
      const dueAt = Date.now() + BEAT_MS;
      await pause(BEAT_MS);
      const sentAt = Date.now();
      const isHeard = await gateway.send("GET", "/healthz").then(
        () => true,
        () => false,
      );
      if (isHeard) beats.push({ dueAt, sentAt, heardAt: Date.now() });
    }
  }
}
