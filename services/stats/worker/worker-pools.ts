import { Piscina } from "piscina";
import type { BoardDifference } from "../../../platform/contracts/operator-contracts.ts";
import type { BoardAnalysis } from "../analysis/board-analysis.ts";
import { type BoardMemory, bytesOf } from "../board/board-memory.ts";
import { copyForTransfer } from "../reading/packed-rows.ts";
import type { AnalyseTask, CompareTask, FoldTask, RefreshResult, RefreshTask } from "./board.worker.ts";

type RunOptions = NonNullable<Parameters<Piscina["run"]>[1]>;

/** From these sizes on, boards and batches of rows are large: a pass may take tens of ms, an analysis a second. */
const LARGE_BYTES = 2 * 2 ** 20;
const LARGE_ROWS = 20_000;
/** How long an idle thread of the pool for large boards waits for a task before it ends, in ms. */
const IDLE_TIMEOUT_MS = 60_000;

/**
 * Two pools of worker threads for the tasks of board.worker.ts: one for small boards and one for large boards. So a
 * thousand small sessions never wait for the analysis of a large one: the operating system shares the cores among
 * threads, but no task queue can interrupt a running task.
 */
export class WorkerPools {
  readonly #small: Piscina;
  readonly #large: Piscina;

  /** @param maxThreads the maximum number of threads in each of the two pools */
  constructor(maxThreads: number) {
    const filename = new URL("./board.worker.ts", import.meta.url).href;
    this.#small = new Piscina({ filename, minThreads: 1, maxThreads });
    this.#large = new Piscina({ filename, minThreads: 0, maxThreads, idleTimeout: IDLE_TIMEOUT_MS });
  }

  fold(task: FoldTask): Promise<BoardMemory> {
    return this.#runWithRows("fold", task);
  }

  refresh(task: RefreshTask): Promise<RefreshResult> {
    return this.#runWithRows("refresh", task);
  }

  analyse(task: AnalyseTask): Promise<BoardAnalysis> {
    return this.#poolFor(task.board).run(task, { name: "analyse" });
  }

  compare(task: CompareTask): Promise<BoardDifference> {
    return this.#poolFor(task.now).run(task, { name: "compare" });
  }

  /** Ends all threads; running and queued tasks are rejected. */
  async stop(): Promise<void> {
    await Promise.all([this.#small.destroy(), this.#large.destroy()]);
  }

  #poolFor(board: BoardMemory, rows = 0): Piscina {
    return rows >= LARGE_ROWS || bytesOf(board) >= LARGE_BYTES ? this.#large : this.#small;
  }

  #runWithRows<Result>(name: string, task: FoldTask): Promise<Result> {
    const { packed, buffers } = copyForTransfer(task.rows);
    // Piscina infers the list's type from the last overload of a function, and Node's types have reordered them.
    const transferList = buffers as unknown as RunOptions["transferList"];
    return this.#poolFor(task.board, packed.rows).run({ ...task, rows: packed }, { name, transferList });
  }
}
