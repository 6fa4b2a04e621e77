import { Piscina } from "piscina";
import type { BoardDifference } from "../../platform/operations.ts";
import { detach } from "./batch.ts";
import type {
  AnalyseTask,
  Analysis,
  CompareTask,
  FoldTask,
  RefreshResult,
  RefreshTask,
} from "./board.worker.ts";
import type { BoardMemory } from "./board-memory.ts";

type RunOptions = NonNullable<Parameters<Piscina["run"]>[1]>;

/** The threads on which boards are folded; each task as in board.worker.ts. */
export class StatsThreads {
  readonly #pool: Piscina;

  constructor(threads: number) {
    this.#pool = new Piscina({
      filename: new URL("./board.worker.ts", import.meta.url).href,
      minThreads: 1,
      maxThreads: threads,
    });
  }

  fold(task: FoldTask): Promise<BoardMemory> {
    return this.#runWithRows("fold", task);
  }

  refresh(task: RefreshTask): Promise<RefreshResult> {
    return this.#runWithRows("refresh", task);
  }

  analyse(task: AnalyseTask): Promise<Analysis> {
    return this.#pool.run(task, { name: "analyse" });
  }

  compare(task: CompareTask): Promise<BoardDifference> {
    return this.#pool.run(task, { name: "compare" });
  }

  /** Ends the threads; tasks under way are rejected. */
  stop(): Promise<void> {
    return this.#pool.destroy();
  }

  #runWithRows<Result>(name: string, task: FoldTask): Promise<Result> {
    const { packed, buffers } = detach(task.rows);
    // Piscina derives the type of the list from an overload that Node's types no longer put last.
    const transferList = buffers as unknown as RunOptions["transferList"];
    return this.#pool.run({ ...task, rows: packed }, { name, transferList });
  }
}
