import type { BoardDifference } from "../../../platform/contracts/operator-contracts.ts";
import type { Database } from "../../../platform/database/database.ts";
import type { PageRequest, Standings } from "../../../platform/domain/stats.ts";
import type { BoardAnalysis } from "../analysis/board-analysis.ts";
import { Board } from "../board/board.ts";
import { type BoardMemory, bytesOf, emptyBoard } from "../board/board-memory.ts";
import { Column } from "../board/column.ts";
import type { CountingRules } from "../board/counting-rules.ts";
import type { QuestionShape } from "../board/question-shape.ts";
import { Scores } from "../board/scores.ts";
import { NO_ANSWERS, type QuestionAnswers } from "../closing/answered-players.ts";
import type { RankedPlayer } from "../ranking/leaders.ts";
import { placePage } from "../ranking/place-page.ts";
import { NO_ROWS } from "../reading/packed-rows.ts";
import { readAhead } from "../reading/read-ahead.ts";
import { readRanges } from "../reading/read-ranges.ts";
import {
  EMPTY_RANGE,
  FULL_RANGE,
  type ReadRange,
  type ReadResult,
  readAnswers,
  readAnswersOf,
} from "../reading/stats.repo.ts";
import type { RefreshResult } from "../worker/board.worker.ts";
import type { WorkerPools } from "../worker/worker-pools.ts";

/**
 * How many ranges of a session are read at the same time. With only one, the database waits while this node folds,
 * and this node waits while the database reads: that takes 1.5 times as long (bench/benchmarks/rebuild.ts).
 */
const CONCURRENT_READS = 2;

/** How many answers of restored players are looked up in one read. */
const RESTORED_PER_READ = 20_000;

/** What has changed on a board, and its size after the update. */
export interface BoardUpdate extends Pick<RefreshResult, "stats" | "full" | "open"> {
  /** Epoch µs: every answer committed before is on the board. */
  asOfUs: number;
  /** How many players take part, without removed ones. */
  players: number;
  /** How many answers are on the board. */
  rows: number;
  /**
   * Time that the database and a worker thread spent, in ms, without time in queues. The first read of a whole
   * session is not included, because the next update does not repeat it.
   */
  costMs: number;
}

/** A board's memory, and rows that are to be folded into it. */
interface PendingFold {
  memory: BoardMemory;
  read: ReadResult;
}

/**
 * One session's board between updates: its memory, and the horizon (a transaction id, see stats.repo.ts) up to which
 * the answers have been read. Only `standings`, `answersTo` and `places` may be called while another method is
 * running.
 */
export class SessionBoard {
  readonly #sessionNo: number;
  readonly #workers: WorkerPools;
  #memory: BoardMemory | undefined;
  #horizon = 0;
  #players = 0;
  /** The removed players whose cells were cleared. */
  #cleared: readonly number[] = [];
  /** The questions that the ranking `open` is over. */
  #openQuestions: readonly number[] = [];
  /** The ranks of players who joined after the last update. */
  #newcomerRanks = { full: 1, open: 1 };
  #running: Promise<unknown> | undefined;

  constructor(sessionNo: number, workers: WorkerPools) {
    this.#sessionNo = sessionNo;
    this.#workers = workers;
  }

  /** The highest player number. */
  get lastPlayer(): number {
    return this.#memory?.players ?? 0;
  }

  /** The memory of the board, in bytes. */
  get bytes(): number {
    return this.#memory ? bytesOf(this.#memory) : 0;
  }

  /** Reads the answers stored since the last update, or all answers the first time, and folds them in. */
  async update(database: Database, rules: CountingRules, shapes: QuestionShape[]): Promise<BoardUpdate> {
    await this.#readRestored(database, rules, shapes);
    return this.#fold(await this.#read(database, shapes), rules, shapes);
  }

  /**
   * Updates this board and an older one of the same session with the same rows. If they still differ, the older one
   * is wrong and not just behind. `difference` is null if they cannot be compared.
   */
  async updateBoth(
    older: SessionBoard,
    database: Database,
    rules: CountingRules,
    shapes: QuestionShape[],
  ): Promise<{ update: BoardUpdate; difference: BoardDifference | null }> {
    for (const board of [this, older]) await board.#readRestored(database, rules, shapes);
    const horizon = Math.min(this.#horizon, older.#memory ? older.#horizon : this.#horizon);
    const read = await readAnswers(database, this.#sessionNo, horizon, FULL_RANGE);
    const update = await this.#fold({ memory: this.#memory ?? emptyBoard(), read }, rules, shapes);
    if (!older.#memory || read.horizon < older.#horizon) return { update, difference: null };
    await older.#fold({ memory: older.#memory, read }, rules, shapes);
    const difference = await this.#workers.compare({ before: older.#memory, now: this.#memory! });
    return { update, difference };
  }

  /** Folds rows into the board. */
  async #fold(
    { memory, read }: PendingFold,
    rules: CountingRules,
    shapes: QuestionShape[],
  ): Promise<BoardUpdate> {
    const { removed, voided, open: openQuestions, byTime } = rules;
    const { rows, players } = read;
    const result = await this.#exclusive(
      this.#workers.refresh({
        board: memory,
        rows,
        shapes,
        players,
        removed,
        voided,
        open: openQuestions,
        byTime,
      }),
    );
    const { board, stats, full, open } = result;
    this.#memory = board;
    this.#horizon = read.horizon;
    this.#cleared = removed;
    this.#openQuestions = openQuestions;
    this.#players = board.players - removed.filter((no) => no <= board.players).length;
    if (full) this.#newcomerRanks.full = full.newcomerRank;
    if (open) this.#newcomerRanks.open = open.newcomerRank;
    return {
      stats,
      full,
      open,
      asOfUs: read.asOfUs,
      players: this.#players,
      rows: board.answers,
      costMs: read.tookMs + result.tookMs,
    };
  }

  /** Item analysis, reliability over `questions`, and every player's place. */
  analyse(
    { removed, byTime }: CountingRules,
    shapes: QuestionShape[],
    questions: number[],
  ): Promise<BoardAnalysis> {
    return this.#workers.analyse({ board: this.#memory ?? emptyBoard(), shapes, removed, questions, byTime });
  }

  /** The standings of these players, from the shared memory; null before the first update. */
  async standings(players: readonly number[]): Promise<Omit<Standings, "asOf"> | null> {
    while (this.#running) await this.#running.catch(() => {});
    if (!this.#memory) return null;
    const scores = new Scores(this.#memory.scores);
    const rankIn = (ranks: Uint32Array, player: number, newcomerRank: number) =>
      player > this.lastPlayer ? newcomerRank : (ranks[player] ?? 0);
    return {
      answered: players.map((player) => scores.answered[player] ?? 0),
      openPoints: players.map((player) => scores.openPoints[player] ?? 0),
      openRank: players.map((player) => rankIn(scores.openRank, player, this.#newcomerRanks.open)),
      fullPoints: players.map((player) => scores.points[player] ?? 0),
      fullRank: players.map((player) => rankIn(scores.rank, player, this.#newcomerRanks.full)),
      players: this.#players,
    };
  }

  /** Who has answered each of some questions, from the shared memory; null before the first update. */
  async answersTo(questions: readonly number[]): Promise<QuestionAnswers[] | null> {
    while (this.#running) await this.#running.catch(() => {});
    if (!this.#memory) return null;
    const { columns } = this.#memory;
    return questions.map((question) => {
      const memory = columns.find((column) => column.question === question);
      return memory ? { grades: new Column(memory).grades, attempts: memory.attempts } : NO_ANSWERS;
    });
  }

  /** Pages of the rankings, from the shared memory; null before the first update. */
  async places(requests: readonly PageRequest[]): Promise<RankedPlayer[][] | null> {
    while (this.#running) await this.#running.catch(() => {});
    if (!this.#memory) return null;
    const board = new Board(this.#memory);
    return requests.map((request) => placePage(board, request, this.#players, this.#openQuestions));
  }

  async #read(database: Database, shapes: QuestionShape[]): Promise<PendingFold> {
    if (this.#memory) {
      const read = await readAnswers(database, this.#sessionNo, this.#horizon, FULL_RANGE);
      // Transaction ids only increase. A lower one comes from another database server: the board must be read again.
      if (read.horizon >= this.#horizon) return { memory: this.#memory, read };
    }
    return this.#readAll(database, shapes);
  }

  /**
   * Puts back the answers of players whose removal was taken back. Before the other new answers are read: if one of
   * these is written meanwhile, that read has its newest state.
   */
  async #readRestored(
    database: Database,
    { removed }: CountingRules,
    shapes: QuestionShape[],
  ): Promise<void> {
    const stillRemoved = new Set(removed);
    const restored = this.#cleared.filter((player) => !stillRemoved.has(player));
    const questions = shapes.map((_, index) => index + 1);
    const atOnce = Math.max(1, Math.floor(RESTORED_PER_READ / Math.max(1, shapes.length)));
    for (let from = 0; from < restored.length && this.#memory; from += atOnce) {
      const players = restored.slice(from, from + atOnce);
      const rows = await readAnswersOf(database, this.#sessionNo, questions, players);
      if (rows.rows === 0) continue;
      this.#memory = await this.#exclusive(this.#workers.fold({ board: this.#memory, rows, shapes }));
    }
    this.#cleared = this.#cleared.filter((player) => stillRemoved.has(player));
  }

  /**
   * Reads the whole session range by range into a new board. Answers stored meanwhile are at or above the first
   * horizon, so the next read finds them. While a worker folds one range, the database reads the next ones.
   */
  async #readAll(database: Database, shapes: QuestionShape[]): Promise<PendingFold> {
    const first = await readAnswers(database, this.#sessionNo, 0, EMPTY_RANGE);
    const ranges = readRanges(shapes.length, first.players);
    const read = (range: ReadRange) => readAnswers(database, this.#sessionNo, 0, range);
    let folding = Promise.resolve(emptyBoard());
    for await (const { rows } of readAhead(ranges, CONCURRENT_READS, read)) {
      const memory = await folding;
      folding = rows.rows > 0 ? this.#workers.fold({ board: memory, rows, shapes }) : Promise.resolve(memory);
      // An error is thrown where the promise is awaited; until then it must not count as unhandled.
      folding.catch(() => {});
    }
    return { memory: await folding, read: { ...first, rows: NO_ROWS } };
  }

  /** Blocks `standings`, `answersTo` and `places` while a worker writes the board. If the worker fails, drops the half-written board. */
  async #exclusive<Result>(task: Promise<Result>): Promise<Result> {
    this.#running = task;
    try {
      return await task;
    } catch (error) {
      this.#memory = undefined;
      throw error;
    } finally {
      this.#running = undefined;
    }
  }
}
