import { type ChildProcess, fork } from "node:child_process";
import type { Command } from "./subscribers.child.ts";
import type { Delivery, Handshake } from "./subscribers.ts";

type Reply = { delivery?: Delivery; events?: number; failure?: string };

/** Subscribers in their own process. One command at a time. */
export class SubscriberProcess {
  readonly #child: ChildProcess = fork(new URL("./subscribers.child.ts", import.meta.url));
  #pending: PromiseWithResolvers<Reply> | undefined;

  constructor() {
    this.#child.on("message", (reply: Reply) => {
      if (reply.failure === undefined) this.#pending?.resolve(reply);
      else this.#pending?.reject(new Error(reply.failure));
    });
    this.#child.once("exit", () => this.#pending?.reject(new Error("The subscriber process has exited")));
  }

  async open(handshake: Handshake, count: number): Promise<void> {
    await this.#send({ open: handshake, count });
  }

  /** @throws Error if not all subscribers get the marker */
  async waitForMarker(marker: string): Promise<Delivery> {
    return (await this.#send({ waitForMarker: marker })).delivery!;
  }

  /** Events that all subscribers together got since the last `waitForMarker` began. */
  async events(): Promise<number> {
    return (await this.#send({ count: "events" })).events!;
  }

  async close(): Promise<void> {
    await this.#send({ close: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill("SIGKILL");
  }

  #send(command: Command): Promise<Reply> {
    this.#pending = Promise.withResolvers();
    this.#child.send(command);
    return this.#pending.promise;
  }
}
