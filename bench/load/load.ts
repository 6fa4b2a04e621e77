import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { type Latencies, latenciesOf } from "./latencies.ts";
import { ReplyReader, readReplies } from "./reply-reader.ts";

/** A closed loop: each connection has one request in flight. */
export interface LoadJob {
  port: number;
  connections: number;
  /** Complete HTTP/1.1 requests as text, sent in this order. After the last comes the first again. */
  requests: string[];
  /** It ends after `maxRequests` requests or `seconds`, whichever comes first. */
  maxRequests: number;
  seconds: number;
  /** Whether the outcome has the bodies of the replies. */
  keepBodies?: boolean;
}

export interface LoadOutcome {
  replies: number;
  seconds: number;
  /** Number of replies by status. */
  statuses: Record<number, number>;
  /** From sending a request to the last byte of its reply, in ms. */
  latencyMs: Latencies;
  /** In the order of the requests; empty without `keepBodies`. */
  bodies: string[];
}

/** The run fails if it takes this much longer than planned, in s. */
const TIMEOUT_S = 15;

/** The text of an HTTP/1.1 request with keep-alive, to any server; to ours see api-request.ts. */
export function requestText(
  method: "GET" | "POST",
  path: string,
  token?: string,
  body?: object,
  headers: Readonly<Record<string, string>> = {},
): string {
  const json = body === undefined ? "" : JSON.stringify(body);
  return [
    `${method} ${path} HTTP/1.1`,
    "Host: 127.0.0.1",
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    ...(token === undefined ? [] : [`Authorization: Bearer ${token}`]),
    ...(body === undefined
      ? []
      : ["Content-Type: application/json", `Content-Length: ${Buffer.byteLength(json)}`]),
    "",
    json,
  ].join("\r\n");
}

/**
 * Sends load to a server on this machine. It uses plain sockets and a minimal parser, because it shares the cores
 * with the server.
 *
 * @throws Error if a connection breaks, a reply has no Content-Length, or a reply is missing 15 s after the end
 */
export async function drive(job: LoadJob): Promise<LoadOutcome> {
  const loop = new ClosedLoop(job);
  const sockets = await openConnections(job.port, job.connections);
  try {
    return await loop.runOn(sockets);
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

/** The first byte of HEAD. */
const H = "H".charCodeAt(0);

class ClosedLoop {
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

  async runOn(sockets: Socket[]): Promise<LoadOutcome> {
    const startedAt = performance.now();
    this.#deadline = startedAt + this.#job.seconds * 1000;
    const failure = Promise.withResolvers<never>();
    const timer = setTimeout(
      () => failure.reject(new Error("The load did not end in time: a reply is missing")),
      (this.#job.seconds + TIMEOUT_S) * 1000,
    );
    try {
      await Promise.race([
        Promise.all(sockets.map((socket) => this.#runConnection(socket))),
        failure.promise,
      ]);
    } finally {
      clearTimeout(timer);
    }
    return this.#outcome((performance.now() - startedAt) / 1000);
  }

  /** Sends one request after the other on a connection, until the job is done. */
  #runConnection(socket: Socket): Promise<void> {
    return new Promise((resolve, reject) => {
      let index = -1;
      let sentAt = 0;
      const next = () => {
        if (this.#sent >= this.#job.maxRequests || performance.now() >= this.#deadline) return resolve();
        index = this.#sent++;
        sentAt = performance.now();
        const request = this.#requests[index % this.#requests.length]!;
        reader.isHead = request[0] === H;
        socket.write(request);
      };
      const reader = new ReplyReader((status, body) => {
        this.#latencies.push(performance.now() - sentAt);
        this.#statuses.set(status, (this.#statuses.get(status) ?? 0) + 1);
        if (this.#job.keepBodies) this.#bodies[index] = body();
        next();
      });
      readReplies(socket, reader, reject);
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
