import { type ChildProcess, fork } from "node:child_process";
import type { CrowdCommand } from "./plan.ts";

interface Reply {
  no: number;
  value?: unknown;
  failure?: string;
}

/** One process of a crowd. Commands may be sent before earlier ones are done. */
export class CrowdProcess {
  readonly #child: ChildProcess;
  readonly #pending = new Map<number, PromiseWithResolvers<unknown>>();
  #no = 0;

  constructor() {
    this.#child = fork(new URL("./stream-crowd.child.ts", import.meta.url), { serialization: "advanced" });
    this.#child.on("message", ({ no, value, failure }: Reply) => {
      const pending = this.#pending.get(no);
      this.#pending.delete(no);
      if (failure === undefined) pending?.resolve(value);
      else pending?.reject(new Error(failure));
    });
    this.#child.once("exit", (code, signal) => {
      for (const { reject } of this.#pending.values())
        reject(new Error(`A process of the crowd has exited (${signal ?? code})`));
      this.#pending.clear();
    });
  }

  get pid(): number {
    return this.#child.pid!;
  }

  /** @throws Error if the command fails, or the process ends */
  send<T = void>(command: CrowdCommand): Promise<T> {
    if (!this.#child.connected) return Promise.reject(new Error("A process of the crowd has exited"));
    const pending = Promise.withResolvers<unknown>();
    this.#pending.set(++this.#no, pending);
    this.#child.send({ no: this.#no, command });
    return pending.promise as Promise<T>;
  }

  kill(): void {
    this.#child.kill("SIGKILL");
  }
}
