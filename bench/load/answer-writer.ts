import { type ChildProcess, fork } from "node:child_process";

/** Answers per second to the small sessions together, and to the large one. */
export interface Rates {
  small: number;
  large: number;
}

/** The answers of one commit. */
export interface CommittedAnswers {
  /** When the commit was confirmed, in epoch ms. */
  at: number;
  /** The small sessions of the answers, one entry per answer. */
  small: number[];
  /** The number of answers to the large session. */
  large: number;
}

/** The numbers of the small sessions follow that of the large one. */
export interface WriterOptions {
  url: string;
  large: { sessionNo: number; question: number; players: number };
  small: { sessions: number; players: number; questions: number };
}

/** Writes answers directly into the table, in its own process, and reports each commit. */
export class AnswerWriter {
  readonly #child: ChildProcess;
  #failure: Error | undefined;

  constructor(options: WriterOptions, onCommit: (commit: CommittedAnswers) => void) {
    this.#child = fork(new URL("./answer-writer.child.ts", import.meta.url), { serialization: "advanced" });
    this.#child.on("message", onCommit);
    this.#child.once("exit", () => {
      this.#failure = new Error("The writer process has exited.");
    });
    this.#child.send(options);
  }

  /** @throws Error if the writer process has exited */
  setRates(rates: Rates): void {
    if (this.#failure) throw this.#failure;
    this.#child.send(rates);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill("SIGKILL");
  }
}
