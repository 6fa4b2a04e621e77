import type { Server, ServerResponse } from "node:http";

/**
 * A request that hangs longer than this, in ms, does not hold up a stop. A node that is all there is ends while
 * somebody waits at its terminal, a gateway of a cluster while its load balancer sends new requests elsewhere.
 */
export const LONGEST_WAIT_MS = { alone: 1000, inCluster: 5000 };

/** Connections of a server that are not its HTTP parser's. */
export interface OtherConnections {
  /** Requests under way on them. */
  readonly count: number;
  /** Lets each end with the reply that is under way; those that are idle end now. */
  close(): void;
  /** Cuts off whatever is left. */
  closeAll(): void;
}

/** Counts the requests under way on a server, so that it can stop without cutting one off. */
export class InFlight {
  readonly #server: Server;
  readonly #others: OtherConnections | undefined;
  readonly #longestWaitMs: number;
  readonly #responses = new Set<ServerResponse>();
  #isClosing = false;

  constructor(server: Server, others?: OtherConnections, longestWaitMs = LONGEST_WAIT_MS.inCluster) {
    this.#server = server;
    this.#others = others;
    this.#longestWaitMs = longestWaitMs;
  }

  get count(): number {
    return this.#responses.size + (this.#others?.count ?? 0);
  }

  get isClosing(): boolean {
    return this.#isClosing;
  }

  /** Counts a request until its response is over. One that was answered in the turn it came in needs no counting. */
  track(res: ServerResponse): void {
    if (this.#responses.has(res)) return;
    this.#responses.add(res);
    if (this.#isClosing && !res.headersSent) res.setHeader("Connection", "close");
    res.once("close", () => {
      this.#responses.delete(res);
      // A stream that was ended leaves a connection that is idle and kept alive.
      if (this.#isClosing) setImmediate(() => this.#server.closeIdleConnections());
    });
  }

  /** Takes no more connections, lets what is under way finish in its time, and closes what is idle. */
  async closeServer(): Promise<void> {
    this.#isClosing = true;
    for (const res of this.#responses) if (!res.headersSent) res.setHeader("Connection", "close");
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#others?.close();
    this.#server.closeIdleConnections();
    const cutOff = setTimeout(() => {
      this.#server.closeAllConnections();
      this.#others?.closeAll();
    }, this.#longestWaitMs);
    await closed;
    clearTimeout(cutOff);
  }
}
