import { Discoverers } from "moleculer";
import { currentTime } from "../clock.ts";

/** The local event of a process that runs again after a long pause: it was frozen, or its machine slept or was moved. */
export const PROCESS_RESUMED = "$process.resumed";

/** Between two checks for missing heartbeats, in ms. */
const CHECK_INTERVAL_MS = 1000;

/**
 * Moleculer's local discoverer, with prompt checks. Moleculer checks for missing heartbeats only once per heartbeat
 * timeout, so a dead node is detected after one to two timeouts. Here it is detected within a second of one timeout.
 *
 * After this process itself was frozen (a migrated machine, a suspended process), all heartbeats look overdue until
 * those that arrived meanwhile are read. Therefore it then skips the checks for one heartbeat interval.
 * If the pause was so long that other nodes may have given this one up, it emits `$process.resumed`.
 */
export class PromptDiscoverer extends Discoverers.Local {
  readonly #intervalMs: number;
  #checkedAt = 0;
  #resumeAt = 0;

  /** @param intervalS between two heartbeats of a node, in s */
  constructor(intervalS: number) {
    super();
    this.#intervalMs = intervalS * 1000;
  }

  override startHeartbeatTimers(): void {
    super.startHeartbeatTimers();
    clearInterval(this.checkNodesTimer);
    this.#checkedAt = currentTime();
    this.checkNodesTimer = setInterval(() => this.#checkHeartbeats(), CHECK_INTERVAL_MS);
    this.checkNodesTimer.unref();
  }

  #checkHeartbeats(): void {
    // Also the time for which the machine slept: `performance.now()` stands still meanwhile.
    const now = currentTime();
    const pauseMs = now - this.#checkedAt;
    this.#checkedAt = now;
    if (pauseMs > 2 * CHECK_INTERVAL_MS) this.#resumeAt = now + this.#intervalMs;
    // The last heartbeat was sent up to one interval before the pause, and after three the others give this node up.
    if (pauseMs >= 2 * this.#intervalMs) void this.broker.broadcastLocal(PROCESS_RESUMED);
    if (now >= this.#resumeAt) this.checkRemoteNodes();
  }
}
