import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { CrewFigures } from "../figures/crew-figures.ts";
import { mergeFigures } from "../figures/merge.ts";
import type { Crowd } from "./bot.ts";
import type { CrewPlan, FromCrew, ToCrew } from "./messages.ts";
import { type CrewProgress, emptyProgress } from "./recorder.ts";

/** More players in one thread make its own work visible in the figures. */
const PLAYERS_PER_CREW = 2000;

/** How long a busy thread may take to end its players, in ms. */
const STOP_MS = 30_000;

/** All players of the rehearsal, in one or more threads. */
export class Crews {
  readonly #workers: Worker[];
  readonly #progress = new Map<Worker, CrewProgress>();
  readonly #figures = new Map<Worker, CrewFigures>();
  readonly #windingDown = new Set<Worker>();
  readonly #failures: Promise<never>;
  readonly #listeners = new Set<() => void>();

  /** Starts the joins. @param threads by default as many as are useful on this machine */
  constructor(crowd: Crowd, players: number, rampMs: number, threads = usefulThreads(players)) {
    this.#workers = Array.from({ length: threads }, (_, crew) => {
      // Neighbours are in different threads, so that the ramp of joins is even in each.
      const numbers = Array.from({ length: players }, (_, index) => index + 1);
      const plan: CrewPlan = {
        crowd,
        players: numbers.filter((no) => no % threads === crew),
        allPlayers: players,
        rampMs,
      };
      return this.#start(plan);
    });
    this.#failures = Promise.race(
      this.#workers.map((worker) => new Promise<never>((_, reject) => worker.once("error", reject))),
    );
    this.#failures.catch(() => {});
  }

  #start(plan: CrewPlan): Worker {
    const worker = new Worker(new URL("./crew.worker.ts", import.meta.url), { workerData: plan });
    worker.on("message", (message: FromCrew) => {
      if ("progress" in message) this.#progress.set(worker, message.progress);
      if ("isWindingDown" in message) this.#windingDown.add(worker);
      if ("figures" in message) this.#figures.set(worker, message.figures);
      for (const listener of [...this.#listeners]) listener();
    });
    return worker;
  }

  /** What all of them have done so far. */
  get progress(): CrewProgress {
    const sum = emptyProgress();
    for (const progress of this.#progress.values()) {
      for (const [name, value] of Object.entries(progress)) sum[name as keyof CrewProgress] += value;
    }
    return sum;
  }

  /**
   * Waits for a condition of the progress.
   *
   * @param ms at most so long
   * @returns whether it came true
   * @throws Error if a thread fails
   */
  async until(
    condition: (progress: CrewProgress) => boolean,
    ms: number,
    signal?: AbortSignal,
  ): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const look = () => {
      if (condition(this.progress)) resolve(true);
    };
    const stop = () => resolve(false);
    const timer = setTimeout(stop, Math.min(ms, 2 ** 31 - 1));
    this.#listeners.add(look);
    signal?.addEventListener("abort", stop);
    if (signal?.aborted) stop();
    look();
    try {
      return await Promise.race([promise, this.#failures]);
    } finally {
      clearTimeout(timer);
      this.#listeners.delete(look);
      signal?.removeEventListener("abort", stop);
    }
  }

  /** No more joins and no new answers. Resolves when `progress` says which are still on their way. */
  async windDown(): Promise<void> {
    this.#tell("wind-down");
    await this.until(() => this.#windingDown.size === this.#workers.length, STOP_MS);
  }

  /** Ends all players. @returns what they have done and seen */
  async finish(): Promise<CrewFigures> {
    this.#tell("finish");
    await this.until(() => this.#figures.size === this.#workers.length, STOP_MS);
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
    return mergeFigures([...this.#figures.values()]);
  }

  #tell(message: ToCrew): void {
    for (const worker of this.#workers) worker.postMessage(message);
  }
}

function usefulThreads(players: number): number {
  return Math.min(availableParallelism(), Math.ceil(players / PLAYERS_PER_CREW));
}
