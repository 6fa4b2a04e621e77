import { RateLimited, TryAgain } from "../../../platform/errors.ts";
import { isBuffered, type Reply } from "../http/response.ts";

/** How long an export waits for others to end, in ms. */
const MAX_WAIT_MS = 10_000;
/** A host may have so many exports that run or wait. */
const MAX_PER_HOST = 4;

/** How many exports run at once. */
export interface ExportLimits {
  total: number;
  perHost: number;
  maxWaitMs?: number;
}

interface Waiting {
  host: string;
  start: () => void;
}

/**
 * Limits the exports of this gateway, each of which takes memory, a database connection now and then, and the time of
 * its client. An export that finds no slot waits a while: at the end of a lesson many teachers save their reports.
 */
export class ExportSlots {
  readonly #limits: ExportLimits;
  readonly #running: string[] = [];
  readonly #waiting: Waiting[] = [];

  constructor(limits: ExportLimits) {
    this.#limits = limits;
  }

  /** How many exports run now. */
  get running(): number {
    return this.#running.length;
  }

  /**
   * Runs an export. It has its slot until its body has been sent, or the client has left.
   *
   * @throws RateLimited if the host has too many exports already; TryAgain if no slot becomes free
   */
  async run(host: string, start: () => Promise<Reply>): Promise<Reply> {
    await this.#slotFor(host);
    let isReleased = false;
    const release = () => {
      if (!isReleased) this.#release(host);
      isReleased = true;
    };
    try {
      const reply = await start();
      if (isBuffered(reply.body) || reply.body.closed) release();
      else reply.body.once("close", release);
      return reply;
    } catch (error) {
      release();
      throw error;
    }
  }

  #slotFor(host: string): Promise<void> | undefined {
    if (this.#isFree(host)) {
      this.#running.push(host);
      return undefined;
    }
    const ofHost = [...this.#running, ...this.#waiting.map((waiting) => waiting.host)];
    if (ofHost.filter((name) => name === host).length >= MAX_PER_HOST) throw new RateLimited(MAX_WAIT_MS);
    return new Promise((resolve, reject) => {
      const waiting: Waiting = {
        host,
        start() {
          clearTimeout(timer);
          resolve();
        },
      };
      const timer = setTimeout(() => {
        this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
        reject(new TryAgain());
      }, this.#limits.maxWaitMs ?? MAX_WAIT_MS);
      this.#waiting.push(waiting);
    });
  }

  #release(host: string): void {
    this.#running.splice(this.#running.indexOf(host), 1);
    const index = this.#waiting.findIndex((waiting) => this.#isFree(waiting.host));
    const [next] = index === -1 ? [] : this.#waiting.splice(index, 1);
    if (!next) return;
    this.#running.push(next.host);
    next.start();
  }

  #isFree(host: string): boolean {
    const ofHost = this.#running.filter((name) => name === host).length;
    return this.#running.length < this.#limits.total && ofHost < this.#limits.perHost;
  }
}
