import { type ChildProcess, fork } from "node:child_process";
import { constants, setPriority } from "node:os";
import type { LoadJob, LoadOutcome } from "./load.ts";
import type { OpenJob, OpenOutcome } from "./open-loop.ts";

type Outcome = LoadOutcome | OpenOutcome;
type Said = { outcome: Outcome } | { failure: string };

/** The load generator in a process of its own, so that its CPU time is not the server's. One job at a time. */
export class LoadProcess {
  readonly #child: ChildProcess;
  #job: PromiseWithResolvers<Outcome> | undefined;

  constructor() {
    this.#child = fork(new URL("./load.child.ts", import.meta.url), { serialization: "advanced" });
    this.#child.on("message", (said: Said) => {
      if ("outcome" in said) this.#job?.resolve(said.outcome);
      else this.#job?.reject(new Error(said.failure));
    });
    this.#child.once("exit", () => this.#job?.reject(new Error("The load generator has died")));
  }

  /** @throws Error where the load did not come to its end */
  drive(job: LoadJob): Promise<LoadOutcome> {
    return this.#give(job) as Promise<LoadOutcome>;
  }

  /** @throws Error where the load did not come to its end */
  driveOpen(job: OpenJob): Promise<OpenOutcome> {
    return this.#give(job) as Promise<OpenOutcome>;
  }

  /** Never takes a core from the server, where the two share one: a profile would count the wait as work. */
  stepBack(): void {
    setPriority(this.#child.pid!, constants.priority.PRIORITY_LOW);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill("SIGKILL");
  }

  #give(job: LoadJob | OpenJob): Promise<Outcome> {
    this.#job = Promise.withResolvers();
    this.#child.send(job);
    return this.#job.promise;
  }
}
