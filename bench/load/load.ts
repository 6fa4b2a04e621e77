import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { type Latencies, latenciesOf } from "./latencies.ts";
import { listen, ReplyReader } from "./reply-reader.ts";

/** What a load generator is to do: a closed loop, one request under way on each connection. */
export interface LoadJob {
  port: number;
  connections: number;
  /** Whole HTTP/1.1 requests as text; sent in turn, and from the first again after the last. */
  requests: string[];
  /** It ends with so many requests or after so many seconds, whichever comes first. */
  most: number;
  seconds: number;
  /** Whether the bodies of the replies are wanted. */
  keepBodies?: boolean;
}

export interface LoadOutcome {
  /** Replies that came. */
  replies: number;
  seconds: number;
  /** How many replies had which status. */
  statuses: Record<number, number>;
  /** From the writing of a request to the last byte of its reply, in ms. */
  latencyMs: Latencies;
  /** In the order of the requests; empty where they were not asked for. */
  bodies: string[];
}

/** How long a reply may take, in s, before the whole run is given up. */
const PATIENCE_S = 15;

/** A whole HTTP/1.1 request on a connection that stays open. */
export function requestText(method: "GET" | "POST", path: string, token?: string, body?: object): string {
  const json = body === undefined ? "" : JSON.stringify(body);
  return [
    `${method} ${path} HTTP/1.1`,
    "Host: 127.0.0.1",
    ...(token === undefined ? [] : [`Authorization: Bearer ${token}`]),
    ...(body === undefined
      ? []
      : ["Content-Type: application/json", `Content-Length: ${Buffer.byteLength(json)}`]),
    "",
    json,
  ].join("\r\n");
}

/**
 * Drives a server on this machine and says what came of it. Bare sockets and a parser of a few lines: what the
 * generator does not use of a shared core is left to the server.
 *
 * @throws Error where a connection breaks, a reply is not HTTP with a length, or none comes for 15 s
 */
export async function drive(job: LoadJob): Promise<LoadOutcome> {
  const run = new Run(job);
  const sockets = await openConnections(job.port, job.connections);
  try {
    return await run.over(sockets);
  } finally {
    for (const socket of sockets) socket.destroy();
  }
}

export function openConnections(port: number, count: number): Promise<Socket[]> {
  return Promise.all(Array.from({ length: count }, () => openConnection(port)));
}

export async function openConnection(port: number): Promise<Socket> {
  const socket = connect({ port, host: "127.0.0.1", noDelay: true });
  await once(socket, "connect");
  return socket;
}

/** One run of a job: hands out requests, takes in replies. */
class Run {
  readonly #job: LoadJob;
  readonly #requests: Buffer[];
  readonly #statuses = new Map<number, number>();
  readonly #latencies: number[] = [];
  readonly #bodies: string[] = [];
  #sent = 0;
  #deadline = Number.POSITIVE_INFINITY;

  constructor(job: LoadJob) {
    this.#job = job;
    this.#requests = job.requests.map((text) => Buffer.from(text));
  }

  async over(sockets: Socket[]): Promise<LoadOutcome> {
    const startedAt = performance.now();
    this.#deadline = startedAt + this.#job.seconds * 1000;
    const failure = Promise.withResolvers<never>();
    const fuse = setTimeout(
      () => failure.reject(new Error("The load did not end in time: a reply is missing")),
      (this.#job.seconds + PATIENCE_S) * 1000,
    );
    try {
      await Promise.race([Promise.all(sockets.map((socket) => this.#converse(socket))), failure.promise]);
    } finally {
      clearTimeout(fuse);
    }
    return this.#outcome((performance.now() - startedAt) / 1000);
  }

  /** Sends request after request on one connection until there is no more to send. */
  #converse(socket: Socket): Promise<void> {
    return new Promise((done, failed) => {
      let turn = -1;
      let sentAt = 0;
      const next = () => {
        if (this.#sent >= this.#job.most || performance.now() >= this.#deadline) return done();
        turn = this.#sent++;
        sentAt = performance.now();
        socket.write(this.#requests[turn % this.#requests.length]!);
      };
      const reader = new ReplyReader((status, body) => {
        this.#latencies.push(performance.now() - sentAt);
        this.#statuses.set(status, (this.#statuses.get(status) ?? 0) + 1);
        if (this.#job.keepBodies) this.#bodies[turn] = body();
        next();
      });
      listen(socket, reader, failed);
      next();
    });
  }

  #outcome(seconds: number): LoadOutcome {
    const sorted = this.#latencies.sort((one, other) => one - other);
    return {
      replies: sorted.length,
      seconds,
      statuses: Object.fromEntries(this.#statuses),
      latencyMs: latenciesOf(sorted),
      bodies: this.#bodies,
    };
  }
}
