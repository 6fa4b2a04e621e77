import type { Socket } from "node:net";
import { percentile } from "../../rehearsal/figures/percentiles.ts";
import { seeded } from "../../rehearsal/people/random.ts";
import { exponential } from "../capacity/random.ts";
import { type Latencies, latenciesOf } from "./latencies.ts";
import { openConnections } from "./load.ts";
import { ReplyReader, readReplies } from "./reply-reader.ts";

/** An open loop: each request is sent at a planned time, even if earlier replies are missing. */
export interface OpenLoopJob {
  port: number;
  /** The number of keep-alive connections. If all are busy, a request waits, and its latency includes the wait. */
  connections: number;
  /** Complete HTTP/1.1 requests as text, each sent once. */
  requests: string[];
  /** The mean rate. The gaps are distributed exponentially (a Poisson process), as with many independent players. */
  perSecond: number;
  /** The same seed gives the same send times. */
  seed: number;
}

export interface OpenLoopOutcome {
  replies: number;
  /** From the start to the last reply. */
  seconds: number;
  statuses: Record<number, number>;
  /** From the planned send time of a request to the last byte of its reply, in ms. */
  latencyMs: Latencies & { p999: number };
  /** Number of requests that found all connections busy. */
  waited: number;
}

/** The run fails if a reply is missing this long after the last planned send time, in s. */
const TIMEOUT_S = 15;

/**
 * Measures latency from the planned send time: if the server stalls, the latency of every request that it delays
 * includes the delay (no coordinated omission).
 *
 * @throws Error if a connection breaks, a reply has no Content-Length, or a reply is missing 15 s after the last
 * planned send time
 */
export async function driveOpenLoop(job: OpenLoopJob): Promise<OpenLoopOutcome> {
  const sockets = await openConnections(job.port, job.connections);
  try {
    return await new OpenLoop(job).runOn(sockets);
  } finally {
    for (const socket of sockets) socket.destroy();
  }
}

/** The planned send time of each of `count` requests, in ms from the start. */
export function sendTimes(count: number, perSecond: number, seed: number): Float64Array {
  const random = seeded(seed);
  let at = 0;
  return Float64Array.from({ length: count }, () => (at += exponential(random, 1000 / perSecond)));
}

class OpenLoop {
  readonly #requests: Buffer[];
  readonly #sendTimes: Float64Array;
  readonly #statuses = new Map<number, number>();
  readonly #latencies: number[] = [];
  /** For each idle connection, a function that sends the request with the given index on it. */
  readonly #idle: ((index: number) => void)[] = [];
  readonly #finished = Promise.withResolvers<void>();
  #startedAt = 0;
  /** The numbers of requests that are due and that were sent. The difference is waiting for a connection. */
  #due = 0;
  #sent = 0;
  #waited = 0;

  constructor({ requests, perSecond, seed }: OpenLoopJob) {
    this.#requests = requests.map((text) => Buffer.from(text));
    this.#sendTimes = sendTimes(requests.length, perSecond, seed);
  }

  async runOn(sockets: Socket[]): Promise<OpenLoopOutcome> {
    for (const socket of sockets) this.#idle.push(this.#createSender(socket));
    const timer = setTimeout(
      () => this.#finished.reject(new Error("The load did not end in time: a reply is missing")),
      this.#sendTimes.at(-1)! + TIMEOUT_S * 1000,
    );
    this.#startedAt = performance.now();
    this.#tick();
    try {
      await this.#finished.promise;
    } finally {
      clearTimeout(timer);
    }
    return this.#outcome((performance.now() - this.#startedAt) / 1000);
  }

  /** Sends the requests that are due. Delays of the timer and of this process count as latency. */
  #tick(): void {
    const now = performance.now() - this.#startedAt;
    while (this.#due < this.#sendTimes.length && this.#sendTimes[this.#due]! <= now) {
      this.#due++;
      this.#send();
      if (this.#sent < this.#due) this.#waited++;
    }
    if (this.#due < this.#sendTimes.length) setTimeout(() => this.#tick(), 1);
  }

  #send(): void {
    while (this.#sent < this.#due && this.#idle.length > 0) this.#idle.pop()!(this.#sent++);
  }

  /** Returns the function that sends a request on this connection. The reply makes the connection idle again. */
  #createSender(socket: Socket): (index: number) => void {
    let current = 0;
    const reader = new ReplyReader((status) => {
      this.#latencies.push(performance.now() - this.#startedAt - this.#sendTimes[current]!);
      this.#statuses.set(status, (this.#statuses.get(status) ?? 0) + 1);
      if (this.#latencies.length === this.#requests.length) return this.#finished.resolve();
      this.#idle.push(send);
      this.#send();
    });
    readReplies(socket, reader, this.#finished.reject);
    const send = (index: number) => {
      current = index;
      socket.write(this.#requests[index]!);
    };
    return send;
  }

  #outcome(seconds: number): OpenLoopOutcome {
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
