import type { Server, ServerResponse } from "node:http";

/**
 * How long a shutdown waits for requests under way, in ms. A standalone node ends soon: somebody waits at its
 * terminal. A gateway of a cluster waits longer: its load balancer already sends new requests to other gateways.
 */
export const SHUTDOWN_GRACE_MS = { standalone: 1000, clustered: 5000 };

/** Connections of a server that its own HTTP parser does not read. */
export interface ExtraConnections {
  /** Requests under way on them. */
  readonly count: number;
  /** Closes idle connections now, and every other one after its current response. */
  close(): void;
  /** Closes all connections at once. */
  closeAll(): void;
}

/** Counts a server's requests under way, so that it can stop without cutting one off. */
export class InFlight {
  readonly #server: Server;
  readonly #extraConnections: ExtraConnections | undefined;
  readonly #graceMs: number;
  readonly #responses = new Set<ServerResponse>();
  #isClosing = false;

  constructor(server: Server, extraConnections?: ExtraConnections, graceMs = SHUTDOWN_GRACE_MS.clustered) {
    this.#server = server;
    this.#extraConnections = extraConnections;
    this.#graceMs = graceMs;
  }

  get count(): number {
    return this.#responses.size + (this.#extraConnections?.count ?? 0);
  }

  get isClosing(): boolean {
    return this.#isClosing;
  }

  /** Counts a request until its response is over. A request answered synchronously need not be tracked. */
  track(res: ServerResponse): void {
    if (this.#responses.has(res)) return;
    this.#responses.add(res);
    if (this.#isClosing && !res.headersSent) res.setHeader("Connection", "close");
    res.once("close", () => {
      this.#responses.delete(res);
      // A stream that ended during the shutdown leaves an idle keep-alive connection.
      if (this.#isClosing) setImmediate(() => this.#server.closeIdleConnections());
    });
  }

  /**
   * Accepts no new connections, closes idle ones, waits for requests under way, and closes the rest after the grace.
   *
   * @param streamsMs how long open streams take to end, in ms; the grace begins after it
   */
  async closeServer(streamsMs = 0): Promise<void> {
    this.#isClosing = true;
    for (const res of this.#responses) if (!res.headersSent) res.setHeader("Connection", "close");
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#extraConnections?.close();
    this.#server.closeIdleConnections();
    const graceTimer = setTimeout(() => {
      this.#server.closeAllConnections();
      this.#extraConnections?.closeAll();
    }, streamsMs + this.#graceMs);
    await closed;
    clearTimeout(graceTimer);
  }
}
