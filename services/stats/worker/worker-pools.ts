import { Piscina } from "piscina";
import type { BoardDifference } from "../../../platform/contracts/operator-contracts.ts";
import { type BoardMemory, bytesOf } from "../board/board-memory.ts";
import { detach } from "../reading/packed-rows.ts";
import type {
  AnalyseTask,
  Analysis,
  CompareTask,
  FoldTask,
  RefreshResult,
  RefreshTask,
} from "./board.worker.ts";

type RunOptions = NonNullable<Parameters<Piscina["run"]>[1]>;

/** Boards and batches from here on are large: a pass over one may take tens of ms, an analysis a second. */
const LARGE_BYTES = 2 * 2 ** 20;
const LARGE_ROWS = 20_000;
/** How long a thread for large boards waits for the next task before it ends, in ms. */
const IDLE_MS = 60_000;

/**
 * The threads on which boards are folded; each task as in board.worker.ts. Large boards have theirs and small
 * ones theirs, so that a thousand small sessions never queue behind a large one's analysis: the system shares
 * the cores among threads, which no queue of tasks could do once a task has begun.
 */
export class StatsThreads {
  readonly #small: Piscina;
  readonly #large: Piscina;

  /** @param threads the most for large boards, and as many for small ones */
  constructor(threads: number) {
    const filename = new URL("./board.worker.ts", import.meta.url).href;
    this.#small = new Piscina({ filename, minThreads: 1, maxThreads: threads });
    this.#large = new Piscina({ filename, minThreads: 0, maxThreads: threads, idleTimeout: IDLE_MS });
  }

  fold(task: FoldTask): Promise<BoardMemory> {
    return this.#runWithRows("fold", task);
  }

  refresh(task: RefreshTask): Promise<RefreshResult> {
    return this.#runWithRows("refresh", task);
  }

  analyse(task: AnalyseTask): Promise<Analysis> {
    return this.#poolFor(task.board).run(task, { name: "analyse" });
  }

  compare(task: CompareTask): Promise<BoardDifference> {
    return this.#poolFor(task.now).run(task, { name: "compare" });
  }

  /** Ends the threads; tasks under way are rejected. */
  async stop(): Promise<void> {
    await Promise.all([this.#small.destroy(), this.#large.destroy()]);
  }

  #poolFor(board: BoardMemory, rows = 0): Piscina {
    return rows >= LARGE_ROWS || bytesOf(board) >= LARGE_BYTES ? this.#large : this.#small;
  }

  #runWithRows<Result>(name: string, task: FoldTask): Promise<Result> {
    const { packed, buffers } = detach(task.rows);
    // Piscina derives the type of the list from an overload that Node's types no longer put last.
    const transferList = buffers as unknown as RunOptions["transferList"];
    return this.#poolFor(task.board, packed.rows).run({ ...task, rows: packed }, { name, transferList });
  }
}
