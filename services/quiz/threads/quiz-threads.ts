import { Piscina } from "piscina";
import type { ExportFormat } from "../../../platform/domain/quiz-formats.ts";
import { ApiError, type ErrorType, TryAgain, ValidationError } from "../../../platform/errors.ts";
import type { EncodedQuiz } from "../encoded-quiz.ts";
import type { ImportRequest } from "../importing/import.ts";
import type { ExportTask, FileTask, Outcome, QuizTask, WrittenExport } from "./quiz-threads.worker.ts";
import type { ReadImport } from "./read-import.ts";
import { readQuiz } from "./read-quiz.ts";
import { type TaskLimits, TaskWatch } from "./task-watch.ts";

/** A body of this size, in characters of base64, is read in about a millisecond: a thread would take longer. */
const SMALL_BODY = 8 * 1024;
/**
 * The CPU time counts, because an honest file must not be refused on a machine that has other work. Honest files take up
 * to a third of it on a quiet machine (measured by `npm run bench:imports`), and more on a busy one. Readers that know a
 * bound of their own refuse earlier. The time on the clock is less than callers wait for the whole action. The largest
 * honest files take half of the memory.
 */
const LIMITS: TaskLimits = { cpuMs: 1500, totalMs: 7000, mib: 192 };
/** How much more CPU time a task may take for each MiB that it gets, in ms: the work grows with the length. */
const CPU_MS_PER_MIB = 500;
/**
 * V8's own limit of a thread's heap, in MiB. It must never be reached: then V8 may end the whole process. What a step of
 * V8 makes of 4 MiB between two looks of the watch is less than the difference.
 */
const HEAP_LIMIT = 768;
/** How many bodies may wait for a thread, each of up to 4 MiB. */
const MAX_WAITING = 16;
/** How long an idle thread waits for the next body before it ends, in ms. */
const IDLE_TIMEOUT_MS = 30_000;

interface Options extends TaskLimits {
  maxThreads: number;
  /** Called when a thread fails while it has no task. */
  onError: (error: Error) => void;
}

interface Waiting {
  host: string;
  start: () => void;
}

/**
 * Reads quizzes and files, and writes files, in worker threads, so that nothing that a host sends or asks for holds the
 * event loop. A host has one thread at a time: the others are free for other hosts. A task that takes too long, or too
 * much memory, is ended.
 */
export class QuizThreads {
  readonly #options: Options;
  readonly #pool: Piscina;
  readonly #hosts = new Set<string>();
  readonly #waiting: Waiting[] = [];

  constructor(options: Partial<Options> = {}) {
    this.#options = { ...LIMITS, maxThreads: 2, onError: () => {}, ...options };
    this.#pool = new Piscina({
      filename: new URL("./quiz-threads.worker.ts", import.meta.url).href,
      minThreads: 0,
      maxThreads: this.#options.maxThreads,
      idleTimeout: IDLE_TIMEOUT_MS,
      resourceLimits: { maxOldGenerationSizeMb: HEAP_LIMIT, maxYoungGenerationSizeMb: 32 },
    });
    // Without a listener it would end the node.
    this.#pool.on("error", this.#options.onError);
  }

  /**
   * The quiz in a body.
   *
   * @param body JSON, in base64
   * @throws BadRequest, ValidationError, TryAgain
   */
  async readQuiz(host: string, body: string): Promise<EncodedQuiz> {
    if (body.length <= SMALL_BODY) return readQuiz(Buffer.from(body, "base64"));
    return this.#run<EncodedQuiz>(host, "quiz", { body }, body.length);
  }

  /**
   * The quiz in a file.
   *
   * @param body in base64
   * @throws ValidationError, TryAgain
   */
  readFile(host: string, body: string, request: ImportRequest): Promise<ReadImport> {
    return this.#run<ReadImport>(host, "file", { body, request }, body.length);
  }

  /**
   * A quiz as a file.
   *
   * @param json the quiz's content
   * @throws ValidationError if the format can hold none of its questions; TryAgain
   */
  writeFile(host: string, json: string, format: ExportFormat): Promise<WrittenExport> {
    return this.#run<WrittenExport>(host, "writeExport", { json, format }, json.length);
  }

  /** Ends all threads; what they do is rejected. */
  async stop(): Promise<void> {
    await this.#pool.destroy();
  }

  /** @param length of the task's text */
  async #run<Result>(
    host: string,
    name: "quiz" | "file" | "writeExport",
    task: Omit<QuizTask, "start"> | Omit<FileTask, "start"> | Omit<ExportTask, "start">,
    length: number,
  ): Promise<Result> {
    await this.#threadFor(host);
    const cpuMs = this.#options.cpuMs + (length / 2 ** 20) * CPU_MS_PER_MIB;
    const watch = new TaskWatch(() => this.#pool.threads, { ...this.#options, cpuMs });
    try {
      const { signal, start } = watch;
      const outcome: Outcome<Result> = await this.#pool.run({ ...task, start }, { name, signal });
      if ("result" in outcome) return outcome.result;
      const { name: errorName, message, type, data } = outcome.refused;
      throw new ApiError(errorName, message, type as ErrorType, data);
    } catch (error) {
      // Nothing is wrong with the file if the machine had no time for it.
      if (watch.exceeded === "total") throw new TryAgain();
      throw watch.exceeded || isOutOfBounds(error) ? tooDemanding(name) : error;
    } finally {
      watch.stop();
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
    return this.#hosts.size < this.#options.maxThreads && !this.#hosts.has(host);
  }
}

/** Whether a task needed more memory, or a deeper stack or a longer text, than V8 gives a thread. */
function isOutOfBounds(error: unknown): boolean {
  const { name, code } = error as { name?: string; code?: string };
  return name === "RangeError" || code === "ERR_WORKER_OUT_OF_MEMORY";
}

function tooDemanding(name: "quiz" | "file" | "writeExport"): ValidationError {
  if (name === "writeExport") {
    const reason = "takes too much time or memory to write for this quiz; choose another format";
    return new ValidationError([{ path: "format", reason }]);
  }
  const reason = "takes too much time or memory to read; split it into several quizzes or files";
  return new ValidationError([{ path: "body", reason }]);
}
