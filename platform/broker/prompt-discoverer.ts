import { Discoverers } from "moleculer";

/** How often it is looked whose heartbeat is missing, in ms. */
const LOOK_MS = 1000;

/**
 * Moleculer's own way of finding nodes, with an eye on the clock. By itself it looks for missing heartbeats only
 * once in a whole time-out, so that a dead node is missed after one to two of them; here it is missed within a second
 * of one. And who was frozen itself (a machine that moves, a suspended process) finds everyone's heartbeat overdue
 * before it has read those that came meanwhile: it hears the others for one interval first.
 */
export class HeartbeatWatch extends Discoverers.Local {
  readonly #intervalMs: number;
  #lookedAt = 0;
  #trustsAt = 0;

  /** @param intervalS between two heartbeats of a node, in s */
  constructor(intervalS: number) {
    super();
    this.#intervalMs = intervalS * 1000;
  }

  override startHeartbeatTimers(): void {
    super.startHeartbeatTimers();
    clearInterval(this.checkNodesTimer);
    this.#lookedAt = performance.now();
    this.checkNodesTimer = setInterval(() => this.#look(), LOOK_MS);
    this.checkNodesTimer.unref();
  }

  #look(): void {
    const now = performance.now();
    if (now - this.#lookedAt > 2 * LOOK_MS) this.#trustsAt = now + this.#intervalMs;
    this.#lookedAt = now;
    if (now >= this.#trustsAt) this.checkRemoteNodes();
  }
}
