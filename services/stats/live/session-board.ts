import type { Standings } from "../../../platform/contracts/contracts.ts";
import type { BoardDifference } from "../../../platform/contracts/operator-contracts.ts";
import type { Database } from "../../../platform/database/database.ts";
import { type BoardMemory, bytesOf, emptyBoard } from "../board/board-memory.ts";
import type { WhatCounts } from "../board/counting-rules.ts";
import type { QuestionShape } from "../board/question-shape.ts";
import { Scores } from "../ranking/scores.ts";
import { NO_ROWS } from "../reading/packed-rows.ts";
import { readAhead } from "../reading/read-ahead.ts";
import { partsOf } from "../reading/read-ranges.ts";
import { EVERYTHING, NOTHING, type Part, type Reading, readAnswers } from "../reading/stats.repo.ts";
import type { Analysis, RefreshResult } from "../worker/board.worker.ts";
import type { StatsThreads } from "../worker/worker-pools.ts";

/**
 * Parts of a whole session that are read at once. With one alone the database waits while this node takes its
 * bytes in, and this node while the database reads: half as long again (bench/benchmarks/rebuild.ts).
 */
const READINGS_AHEAD = 2;

/** What an update found. */
export interface Update extends Pick<RefreshResult, "figures" | "full" | "open"> {
  /** Epoch µs: every answer committed before is on the board. */
  asOfUs: number;
  /** How many take part, the removed left out. */
  players: number;
  /** Answers on the board. */
  rows: number;
  /**
   * What it took the database and a thread, in ms, without what it waited for either. Reading a whole session does
   * not count, as it will not be so the next time.
   */
  costMs: number;
}

interface Taken {
  memory: BoardMemory;
  reading: Reading;
}

/**
 * One session's board between updates: its memory, and how far the table of answers has been read. Its methods
 * are for one caller at a time, but for `standings`.
 */
export class SessionBoard {
  readonly #sessionNo: number;
  readonly #threads: StatsThreads;
  #memory: BoardMemory | undefined;
  #horizon = 0;
  #players = 0;
  #newcomerRanks = { full: 1, open: 1 };
  #atWork: Promise<unknown> | undefined;

  constructor(sessionNo: number, threads: StatsThreads) {
    this.#sessionNo = sessionNo;
    this.#threads = threads;
  }

  /** The highest player number. */
  get lastPlayer(): number {
    return this.#memory?.players ?? 0;
  }

  /** What it occupies, in bytes. */
  get bytes(): number {
    return this.#memory ? bytesOf(this.#memory) : 0;
  }

  /** Reads what has been stored since the last update and folds it in; the first time, everything. */
  async update(database: Database, counts: WhatCounts, shapes: QuestionShape[]): Promise<Update> {
    return this.#fold(await this.#take(database, shapes), counts, shapes);
  }

  /**
   * Updates this board and an older one of the same session by one and the same reading: in what they differ
   * then, the older one is wrong and not just behind. Null where it cannot be compared.
   */
  async updateWith(
    older: SessionBoard,
    database: Database,
    counts: WhatCounts,
    shapes: QuestionShape[],
  ): Promise<{ update: Update; difference: BoardDifference | null }> {
    const from = Math.min(this.#horizon, older.#memory ? older.#horizon : this.#horizon);
    const reading = await readAnswers(database, this.#sessionNo, from, EVERYTHING);
    const memory = this.#memory ?? emptyBoard();
    const update = await this.#fold({ memory, reading }, counts, shapes);
    if (!older.#memory || reading.horizon < older.#horizon) return { update, difference: null };
    await older.#fold({ memory: older.#memory, reading }, counts, shapes);
    const difference = await this.#threads.compare({ before: older.#memory, now: this.#memory! });
    return { update, difference };
  }

  /** Folds what was read into the board. */
  async #fold({ memory, reading }: Taken, counts: WhatCounts, shapes: QuestionShape[]): Promise<Update> {
    const { removed, voided, open } = counts;
    const { rows, players } = reading;
    const result = await this.#work(
      this.#threads.refresh({ board: memory, rows, shapes, players, removed, voided, open }),
    );
    this.#memory = result.board;
    this.#horizon = reading.horizon;
    this.#players = result.board.players - removed.filter((no) => no <= result.board.players).length;
    if (result.full) this.#newcomerRanks.full = result.full.newcomerRank;
    if (result.open) this.#newcomerRanks.open = result.open.newcomerRank;
    const { figures, full, open: openLeaders } = result;
    return {
      figures,
      full,
      open: openLeaders,
      asOfUs: reading.asOfUs,
      players: this.#players,
      rows: result.board.answers,
      costMs: reading.tookMs + result.tookMs,
    };
  }

  /** Item analysis, reliability over these questions, and everyone's place. */
  analyse(shapes: QuestionShape[], removed: number[], questions: number[]): Promise<Analysis> {
    return this.#threads.analyse({ board: this.#memory ?? emptyBoard(), shapes, removed, questions });
  }

  /** These players' standings, straight from the shared memory; null where nothing has been read yet. */
  async standings(players: readonly number[]): Promise<Omit<Standings, "asOf"> | null> {
    while (this.#atWork) await this.#atWork.catch(() => {});
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

  async #take(database: Database, shapes: QuestionShape[]): Promise<Taken> {
    if (this.#memory) {
      const reading = await readAnswers(database, this.#sessionNo, this.#horizon, EVERYTHING);
      // Numbers of transactions only grow; where they do not, this is another server, and nothing is known.
      if (reading.horizon >= this.#horizon) return { memory: this.#memory, reading };
    }
    return this.#takeWhole(database, shapes);
  }

  /**
   * Reads the whole session in parts, onto a new board; what comes meanwhile is at or above the first horizon.
   * While a thread folds one part the database is at the next ones.
   */
  async #takeWhole(database: Database, shapes: QuestionShape[]): Promise<Taken> {
    const first = await readAnswers(database, this.#sessionNo, 0, NOTHING);
    const parts = partsOf(shapes.length, first.players);
    const read = (part: Part) => readAnswers(database, this.#sessionNo, 0, part);
    let folding = Promise.resolve(emptyBoard());
    for await (const { rows } of readAhead(parts, READINGS_AHEAD, read)) {
      const memory = await folding;
      folding = rows.rows > 0 ? this.#threads.fold({ board: memory, rows, shapes }) : Promise.resolve(memory);
      // Whoever awaits it hears of a failure; until then nobody does.
      folding.catch(() => {});
    }
    return { memory: await folding, reading: { ...first, rows: NO_ROWS } };
  }

  /** While a thread writes the board nobody reads it; a board left half written is given up. */
  async #work<Result>(task: Promise<Result>): Promise<Result> {
    this.#atWork = task;
    try {
      return await task;
    } catch (error) {
      this.#memory = undefined;
      throw error;
    } finally {
      this.#atWork = undefined;
    }
  }
}
