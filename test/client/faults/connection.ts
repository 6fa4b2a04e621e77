import type { Socket } from "node:net";
import { type Duplex, duplexPair } from "node:stream";

/**
 * What happens to a connection that was open during an outage, when the network is back: its bytes arrive late, as when
 * TCP sends them again; or its next byte is answered by a reset, as by a router that forgot it; or it stays silent.
 */
export type AfterOutage = "resumes" | "reset" | "silent";

/** One connection of a client. Its bytes go to `server`, the end for an HTTP server, as long as there is a network. */
export class Connection {
  readonly server: Duplex;
  readonly #client: Socket;
  readonly #inner: Duplex;
  #state: "open" | "late" | "silent" | "forgotten" = "open";

  constructor(client: Socket) {
    const [inner, server] = duplexPair();
    this.#client = client;
    this.#inner = inner;
    this.server = server;
    client.setNoDelay(true);
    for (const end of [client, inner, server]) end.on("error", () => {});
    client.on("data", (chunk: Buffer) => this.#onBytes(chunk));
    inner.on("data", (chunk: Buffer) => {
      if (this.#state === "open" && client.writable) client.write(chunk);
    });
    client.once("end", () => this.#whenOpen(() => inner.end()));
    client.once("close", () => this.#whenOpen(() => server.destroy()));
    inner.once("end", () => this.#whenOpen(() => client.end()));
    server.once("close", () => this.#whenOpen(() => client.destroySoon()));
  }

  /** From now on no byte, no end and no reset gets through, in both directions. */
  cut(after: AfterOutage): void {
    this.#state = after === "resumes" ? "late" : "silent";
    if (after !== "resumes") return;
    this.#client.pause();
    this.#inner.pause();
  }

  /** The network is back. */
  restore(after: AfterOutage): void {
    if (after === "silent") return;
    this.#state = after === "resumes" ? "open" : "forgotten";
    this.#client.resume();
    this.#inner.resume();
    if (this.#client.destroyed) this.server.destroy();
  }

  /** Closes it by a reset, after everything that was written to it has been sent. */
  reset(): void {
    setImmediate(() => this.#client.write("", () => this.#client.resetAndDestroy()));
  }

  /** Closes it at once, without what was not sent yet. */
  destroy(): void {
    this.#client.destroy();
    this.server.destroy();
  }

  #onBytes(chunk: Buffer): void {
    if (this.#state === "open") this.#inner.write(chunk);
    if (this.#state === "forgotten") this.#client.resetAndDestroy();
  }

  #whenOpen(action: () => void): void {
    if (this.#state === "open") action();
  }
}
