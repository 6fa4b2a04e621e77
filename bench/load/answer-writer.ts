import { type ChildProcess, fork } from "node:child_process";

/** Answers a second of each kind of session, evenly spread. */
export interface Rates {
  small: number;
  large: number;
}

/** What one commit wrote. */
export interface Written {
  /** Epoch ms at which the commit had come back. */
  at: number;
  /** Small sessions that got an answer each. */
  small: number[];
  /** How many the large session got. */
  large: number;
}

/** Who writes: small sessions have the numbers after the large one's. */
export interface Writing {
  url: string;
  large: { sessionNo: number; question: number; players: number };
  small: { sessions: number; players: number; questions: number };
}

/** Writes answers straight into the table, in a process of its own, and tells of each commit. */
export class AnswerWriter {
  readonly #child: ChildProcess;
  #failure: Error | undefined;

  constructor(writing: Writing, written: (commit: Written) => void) {
    this.#child = fork(new URL("./answer-writer.child.ts", import.meta.url), { serialization: "advanced" });
    this.#child.on("message", written);
    this.#child.once("exit", () => {
      this.#failure = new Error("Who writes the answers has died.");
    });
    this.#child.send(writing);
  }

  /** @throws Error where nobody writes any more */
  pace(rates: Rates): void {
    if (this.#failure) throw this.#failure;
    this.#child.send(rates);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill("SIGKILL");
  }
}
