import type { Socket } from "node:net";
import { exponential, seeded } from "../capacity/random.ts";
import { percentile } from "../measuring/spread.ts";
import { type Latencies, latenciesOf } from "./latencies.ts";
import { openConnections } from "./load.ts";
import { listen, ReplyReader } from "./reply-reader.ts";

/** What is sent at moments that were set beforehand, whether or not earlier replies are there: an open loop. */
export interface OpenJob {
  port: number;
  /** Kept alive. A request that finds all of them busy waits, and its wait counts. */
  connections: number;
  /** Whole HTTP/1.1 requests as text, each sent once. */
  requests: string[];
  /** The mean rate; the gaps are exponential, as of many players who know nothing of each other. */
  perSecond: number;
  /** The same seed gives the same moments. */
  seed: number;
}

export interface OpenOutcome {
  replies: number;
  /** From the first moment to the last reply. */
  seconds: number;
  statuses: Record<number, number>;
  /** From the moment at which a request was to be sent to the last byte of its reply, in ms. */
  latencyMs: Latencies & { p999: number };
  /** How many requests found no connection free at their moment. */
  waited: number;
}

/** How long the last replies may take, in s, before the whole run is given up. */
const PATIENCE_S = 15;

/**
 * Sends each request at its moment and counts its latency from there, so that a server that stalls is charged for
 * every request that it held up: no coordinated omission.
 *
 * @throws Error where a connection breaks, a reply is not HTTP with a length, or one is missing 15 s after the end
 */
export async function driveOpen(job: OpenJob): Promise<OpenOutcome> {
  const sockets = await openConnections(job.port, job.connections);
  try {
    return await new OpenRun(job).over(sockets);
  } finally {
    for (const socket of sockets) socket.destroy();
  }
}

/** When each of `count` requests is to be sent, in ms from the start. */
export function moments(count: number, perSecond: number, seed: number): Float64Array {
  const random = seeded(seed);
  let at = 0;
  return Float64Array.from({ length: count }, () => (at += exponential(random, 1000 / perSecond)));
}

class OpenRun {
  readonly #requests: Buffer[];
  readonly #moments: Float64Array;
  readonly #statuses = new Map<number, number>();
  readonly #latencies: number[] = [];
  /** Each sends the request of this turn. */
  readonly #free: ((turn: number) => void)[] = [];
  readonly #end = Promise.withResolvers<void>();
  #startedAt = 0;
  /** Requests that were due so far, and those of them that were sent; what lies between them waits, in order. */
  #due = 0;
  #sent = 0;
  #waited = 0;

  constructor({ requests, perSecond, seed }: OpenJob) {
    this.#requests = requests.map((text) => Buffer.from(text));
    this.#moments = moments(requests.length, perSecond, seed);
  }

  async over(sockets: Socket[]): Promise<OpenOutcome> {
    for (const socket of sockets) this.#free.push(this.#sender(socket));
    const fuse = setTimeout(
      () => this.#end.reject(new Error("The load did not end in time: a reply is missing")),
      this.#moments.at(-1)! + PATIENCE_S * 1000,
    );
    this.#startedAt = performance.now();
    this.#tick();
    try {
      await this.#end.promise;
    } finally {
      clearTimeout(fuse);
    }
    return this.#outcome((performance.now() - this.#startedAt) / 1000);
  }

  /** Sends what has become due; the timer's ms, and whatever holds this process up, counts as latency. */
  #tick(): void {
    const now = performance.now() - this.#startedAt;
    while (this.#due < this.#moments.length && this.#moments[this.#due]! <= now) {
      this.#due++;
      this.#send();
      if (this.#sent < this.#due) this.#waited++;
    }
    if (this.#due < this.#moments.length) setTimeout(() => this.#tick(), 1);
  }

  #send(): void {
    while (this.#sent < this.#due && this.#free.length > 0) this.#free.pop()!(this.#sent++);
  }

  /** One connection, as the function that sends a request on it; it is free again once the reply is there. */
  #sender(socket: Socket): (turn: number) => void {
    let turn = 0;
    const reader = new ReplyReader((status) => {
      this.#latencies.push(performance.now() - this.#startedAt - this.#moments[turn]!);
      this.#statuses.set(status, (this.#statuses.get(status) ?? 0) + 1);
      if (this.#latencies.length === this.#requests.length) return this.#end.resolve();
      this.#free.push(send);
      this.#send();
    });
    listen(socket, reader, this.#end.reject);
    const send = (next: number) => {
      turn = next;
      socket.write(this.#requests[next]!);
    };
    return send;
  }

  #outcome(seconds: number): OpenOutcome {
    const sorted = this.#latencies.sort((one, other) => one - other);
    return {
      replies: sorted.length,
      seconds,
      statuses: Object.fromEntries(this.#statuses),
      latencyMs: { ...latenciesOf(sorted), p999: percentile(sorted, 0.999) },
      waited: this.#waited,
    };
  }
}
