import { type ChildProcess, fork } from "node:child_process";
import { constants, setPriority } from "node:os";
import type { LoadJob, LoadOutcome } from "./load.ts";
import type { OpenLoopJob, OpenLoopOutcome } from "./open-loop.ts";

type Outcome = LoadOutcome | OpenLoopOutcome;
type Reply = { outcome: Outcome } | { failure: string };

/** The load generator in its own process, so that its CPU time is separate. One job at a time. */
export class LoadProcess {
  readonly #child: ChildProcess;
  #job: PromiseWithResolvers<Outcome> | undefined;

  constructor() {
    this.#child = fork(new URL("./load.child.ts", import.meta.url), { serialization: "advanced" });
    this.#child.on("message", (reply: Reply) => {
      if ("outcome" in reply) this.#job?.resolve(reply.outcome);
      else this.#job?.reject(new Error(reply.failure));
    });
    this.#child.once("exit", () => this.#job?.reject(new Error("The load generator has exited")));
  }

  /** @throws Error if the load failed */
  drive(job: LoadJob): Promise<LoadOutcome> {
    return this.#send(job) as Promise<LoadOutcome>;
  }

  /** @throws Error if the load failed */
  driveOpenLoop(job: OpenLoopJob): Promise<OpenLoopOutcome> {
    return this.#send(job) as Promise<OpenLoopOutcome>;
  }

  /** For profiles: if the server had to wait for a core that this process uses, its profile would count the wait. */
  lowerPriority(): void {
    setPriority(this.#child.pid!, constants.priority.PRIORITY_LOW);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill("SIGKILL");
  }

  #send(job: LoadJob | OpenLoopJob): Promise<Outcome> {
    this.#job = Promise.withResolvers();
    this.#child.send(job);
    return this.#job.promise;
  }
}
