import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import type { ExportFormat, ImportFormat } from "../../platform/domain/quiz-formats.ts";

/** A file to read, or a quiz to write as a file. */
export type ThreadTask =
  | { bytes: Buffer; format?: ImportFormat | undefined }
  | { json: string; format: ExportFormat };

/** What a task costs a node. */
export interface ThreadCost {
  /** How many were imported. */
  questions?: number;
  /** The reason if it was refused. */
  refused?: string;
  /** The length of the reply as JSON, between services. */
  replyBytes: number;
  ms: number;
  /** CPU time of all threads of the process. */
  cpuMs: number;
  /** The peak of the process' memory during the task, above its memory before. */
  mib: number;
  /** The longest time in which the event loop did not turn. */
  pauseMs: number;
  /** Whether the next task is done as if nothing had happened. */
  isWhole: boolean;
}

/** No task may take nearly this long. */
const TIMEOUT_MS = 30_000;

/** The next process, which starts while the one before works. */
let next: CostProcess | undefined;

/**
 * Does a task in the threads of `services/quiz/threads`, in a new process.
 *
 * @throws Error if the process dies or does not reply
 */
export async function threadCost(task: ThreadTask): Promise<ThreadCost> {
  await using process = next ?? new CostProcess();
  next = new CostProcess();
  return await process.costOf(task);
}

/** Ends the process that waits for a task. */
export async function endThreadCosts(): Promise<void> {
  await next?.[Symbol.asyncDispose]();
  next = undefined;
}

class CostProcess {
  readonly #child: ChildProcess;
  #output = "";

  constructor() {
    this.#child = fork(new URL("./thread-cost.child.ts", import.meta.url), {
      serialization: "advanced",
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    this.#child.stderr!.on("data", (chunk: Buffer) => {
      this.#output = (this.#output + chunk).slice(-2000);
    });
  }

  /** @throws Error if the process dies or does not reply */
  async costOf(task: ThreadTask): Promise<ThreadCost> {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const abort = new AbortController();
    const dies = once(this.#child, "exit", { signal: abort.signal }).then(([code, end]) => {
      throw new Error(`The process died: ${end ?? code}\n${this.#output}`);
    });
    try {
      const reply = once(this.#child, "message", { signal });
      this.#child.send(task);
      const [cost] = await Promise.race([reply, dies]);
      return cost as ThreadCost;
    } finally {
      dies.catch(() => {});
      abort.abort();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill("SIGKILL");
  }
}
