import { type ChildProcess, fork } from "node:child_process";
import type { Order } from "./subscribers.child.ts";
import type { Handshake, Heard } from "./subscribers.ts";

type Said = { heard?: Heard; events?: number; failure?: string };

/** A crowd that listens, in a process of its own. One order at a time. */
export class ListeningProcess {
  readonly #child: ChildProcess = fork(new URL("./subscribers.child.ts", import.meta.url));
  #order: PromiseWithResolvers<Said> | undefined;

  constructor() {
    this.#child.on("message", (said: Said) => {
      if (said.failure === undefined) this.#order?.resolve(said);
      else this.#order?.reject(new Error(said.failure));
    });
    this.#child.once("exit", () => this.#order?.reject(new Error("The listeners have died")));
  }

  async open(handshake: Handshake, count: number): Promise<void> {
    await this.#give({ open: handshake, count });
  }

  /** @throws Error where not all hear it */
  async hear(marker: string): Promise<Heard> {
    return (await this.#give({ hear: marker })).heard!;
  }

  /** Events that came to all of them together since the last `hear` began. */
  async events(): Promise<number> {
    return (await this.#give({ count: "events" })).events!;
  }

  async close(): Promise<void> {
    await this.#give({ close: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill("SIGKILL");
  }

  #give(order: Order): Promise<Said> {
    this.#order = Promise.withResolvers();
    this.#child.send(order);
    return this.#order.promise;
  }
}
