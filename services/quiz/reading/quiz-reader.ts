import { Piscina } from "piscina";
import { ApiError, type ErrorType, TryAgain, ValidationError } from "../../../platform/errors.ts";
import type { EncodedQuiz } from "../encoded-quiz.ts";
import type { ImportRequest } from "../import.ts";
import type { FileTask, Outcome, QuizTask } from "./quiz-reader.worker.ts";
import { type ReadImport, readQuiz } from "./read-quiz.ts";

/** A body of this size, in characters of base64, is read in about a millisecond: a thread would take longer. */
const SMALL_BODY = 8 * 1024;
/** How long a thread may read, in ms: less than callers wait for the whole action. */
const TIME_LIMIT_MS = 7000;
/** How many bodies may wait for a thread, each of up to 4 MiB. */
const MAX_WAITING = 16;
/** How long an idle thread waits for the next body before it ends, in ms. */
const IDLE_TIMEOUT_MS = 30_000;
/** A thread's memory, in MiB. The largest quizzes take half of it; JSON of a million small objects takes more. */
const MEMORY_LIMIT = 192;

interface Limits {
  maxThreads: number;
  timeLimitMs: number;
}

interface Waiting {
  host: string;
  start: () => void;
}

/**
 * Reads quizzes and files in worker threads, so that nothing that a host sends holds the event loop. A host has one
 * thread at a time: the others are free for other hosts. A task that takes too long, or too much memory, is ended.
 */
export class QuizReader {
  readonly #limits: Limits;
  readonly #pool: Piscina;
  readonly #hosts = new Set<string>();
  readonly #waiting: Waiting[] = [];

  constructor(limits: Partial<Limits> = {}) {
    this.#limits = { maxThreads: 2, timeLimitMs: TIME_LIMIT_MS, ...limits };
    this.#pool = new Piscina({
      filename: new URL("./quiz-reader.worker.ts", import.meta.url).href,
      minThreads: 0,
      maxThreads: this.#limits.maxThreads,
      idleTimeout: IDLE_TIMEOUT_MS,
      resourceLimits: { maxOldGenerationSizeMb: MEMORY_LIMIT, maxYoungGenerationSizeMb: 32 },
    });
  }

  /**
   * The quiz in a body.
   *
   * @param body JSON, in base64
   * @throws BadRequest, ValidationError, TryAgain
   */
  async readQuiz(host: string, body: string): Promise<EncodedQuiz> {
    if (body.length <= SMALL_BODY) return readQuiz(Buffer.from(body, "base64"));
    return this.#read<EncodedQuiz>(host, "quiz", { body });
  }

  /**
   * The quiz in a file.
   *
   * @param body in base64
   * @throws ValidationError, TryAgain
   */
  readFile(host: string, body: string, request: ImportRequest): Promise<ReadImport> {
    return this.#read<ReadImport>(host, "file", { body, request });
  }

  /** Ends all threads; what they read is rejected. */
  async stop(): Promise<void> {
    await this.#pool.destroy();
  }

  async #read<Result>(host: string, name: "quiz" | "file", task: QuizTask | FileTask): Promise<Result> {
    await this.#threadFor(host);
    try {
      const signal = AbortSignal.timeout(this.#limits.timeLimitMs);
      const outcome: Outcome<Result> = await this.#pool.run(task, { name, signal });
      if ("result" in outcome) return outcome.result;
      const { name: errorName, message, type, data } = outcome.refused;
      throw new ApiError(errorName, message, type as ErrorType, data);
    } catch (error) {
      throw isOutOfBounds(error) ? tooDemanding() : error;
    } finally {
      this.#hosts.delete(host);
      this.#startNext();
    }
  }

  /** Waits for a thread. @throws TryAgain if too many bodies wait already */
  #threadFor(host: string): Promise<void> {
    if (this.#isFree(host)) {
      this.#hosts.add(host);
      return Promise.resolve();
    }
    if (this.#waiting.length >= MAX_WAITING) throw new TryAgain();
    return new Promise((start) => {
      this.#waiting.push({ host, start });
    });
  }

  #startNext(): void {
    const index = this.#waiting.findIndex(({ host }) => this.#isFree(host));
    const [next] = index === -1 ? [] : this.#waiting.splice(index, 1);
    if (!next) return;
    this.#hosts.add(next.host);
    next.start();
  }

  #isFree(host: string): boolean {
    return this.#hosts.size < this.#limits.maxThreads && !this.#hosts.has(host);
  }
}

/** Whether a thread was ended because its task took too long or too much memory. */
function isOutOfBounds(error: unknown): boolean {
  const { name, code } = error as { name?: string; code?: string };
  return name === "AbortError" || code === "ERR_WORKER_OUT_OF_MEMORY";
}

function tooDemanding(): ValidationError {
  const reason = "takes too much time or memory to read; split it into several quizzes or files";
  return new ValidationError([{ path: "body", reason }]);
}
