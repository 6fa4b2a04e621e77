import { LRUCache } from "lru-cache";
import { approximateBytes } from "../../../platform/cache/approximate-bytes.ts";
import { snapshotKey } from "../../../platform/cache/shared-cache.ts";
import type { Events, ParamsOut, Results } from "../../../platform/contracts/contracts.ts";
import type { RebuildResult } from "../../../platform/contracts/operator-contracts.ts";
import { type SessionRecord, stateOf } from "../../../platform/domain/session.ts";
import type { Place, Report, Snapshot, Standings } from "../../../platform/domain/stats.ts";
import { BoardCache } from "./board-cache.ts";
import type { BoardDependencies } from "./board-dependencies.ts";
import { LiveBoard } from "./live-board.ts";

/** How many records of open sessions are remembered; a record takes a few KB. */
const MAX_OPEN_SESSIONS = 10_000;
/** Maximum memory of their records, in bytes. */
const MAX_OPEN_SESSIONS_BYTES = 64 * 1024 * 1024;
/** A board without requests and new answers is dropped after this time. Gateways that stream it keep requesting it. */
const IDLE_MS = 600_000;
const SWEEP_MS = 60_000;

/**
 * The boards in this node's memory, by session number. Any board can be dropped at any time: it is read again when
 * it is next needed.
 */
export class LiveBoards {
  readonly #dependencies: BoardDependencies;
  readonly #owns: (sessionNo: number) => boolean;
  readonly #boards: BoardCache<LiveBoard>;
  /** All open sessions that this node has received an event of, whichever node owns them. */
  readonly #openSessions = new LRUCache<number, SessionRecord>({
    max: MAX_OPEN_SESSIONS,
    maxSize: MAX_OPEN_SESSIONS_BYTES,
    sizeCalculation: approximateBytes,
  });
  #resyncing: Promise<void> | undefined;
  #nextResync: Promise<void> | undefined;
  readonly #sweepTimer = setInterval(() => void this.#sweep(), SWEEP_MS);

  /** @param owns whether the calls and events of a session are routed to this node */
  constructor(dependencies: BoardDependencies, owns: (sessionNo: number) => boolean) {
    this.#dependencies = dependencies;
    this.#owns = owns;
    this.#boards = new BoardCache(dependencies.maxBoardBytes, dependencies.onEvict);
    this.#sweepTimer.unref();
  }

  /** How many boards this node has. */
  get size(): number {
    return this.#boards.size;
  }

  /** The memory that all boards use, in bytes. */
  get bytes(): number {
    return this.#boards.bytes;
  }

  /** The longest time that stored answers have been waiting to be shown, over all boards, in ms. */
  get lagMs(): number {
    let maxMs = 0;
    for (const board of this.#boards.values()) maxMs = Math.max(maxMs, board.lagMs);
    return maxMs;
  }

  answersStored({ session, rows }: Events["answers.stored"]): void {
    this.#getOrCreate(session).rowsStored(rows);
  }

  playersJoined({ sessionNo }: Events["players.joined"]): void {
    this.#boards.peek(sessionNo)?.playerJoined();
  }

  /** Every node receives the events of every session; the owner creates the board when the session opens. */
  sessionChanged({ session }: Events["session.changed"]): void {
    if (stateOf(session) === "open") this.#openSessions.set(session.no, session);
    else this.#openSessions.delete(session.no);
    if (!this.#owns(session.no)) this.#boards.delete(session.no);
    else if (stateOf(session) !== "lobby" || this.#boards.has(session.no)) {
      this.#getOrCreate(session.no).sessionChanged(session);
    }
  }

  /** Drops the board and the snapshot of a deleted session. */
  sessionDeleted({ sessionNo }: Events["session.deleted"]): void {
    this.#openSessions.delete(sessionNo);
    const isOwner = this.#boards.has(sessionNo) || this.#owns(sessionNo);
    this.#boards.delete(sessionNo);
    this.#dependencies.reportTables.drop(sessionNo);
    if (isOwner) void this.#dependencies.cache.delete(snapshotKey(sessionNo));
  }

  /** After a node has disconnected: creates the boards of open sessions that this node owns now. */
  adoptOrphans(): void {
    for (const session of this.#openSessions.values()) {
      const isOrphan = !this.#boards.has(session.no) && this.#owns(session.no);
      if (isOrphan) this.#getOrCreate(session.no).sessionChanged(session);
    }
  }

  /**
   * Recovers from lost events: resyncs all boards that may still change, one after the other. If that is under way
   * already, it is done once more afterwards, for all who ask meanwhile.
   *
   * @param idleMs resync only boards that were used within this time
   */
  resync(idleMs = Number.POSITIVE_INFINITY): Promise<void> {
    if (!this.#resyncing) {
      this.#resyncing = this.#resyncAll(idleMs).finally(() => {
        this.#resyncing = undefined;
      });
      return this.#resyncing;
    }
    this.#nextResync ??= this.#resyncing.then(() => {
      this.#nextResync = undefined;
      return this.resync();
    });
    return this.#nextResync;
  }

  async #resyncAll(idleMs: number): Promise<void> {
    for (const board of [...this.#boards.values()]) {
      if (!board.isOver && board.idleMs < idleMs) await board.resync();
    }
  }

  async snapshot(sessionNo: number): Promise<Snapshot | null> {
    return this.#dropIfUnknown(sessionNo, await this.#getOrCreate(sessionNo).snapshot());
  }

  async standings(sessionNo: number, players: readonly number[]): Promise<Standings | null> {
    return this.#dropIfUnknown(sessionNo, await this.#getOrCreate(sessionNo).standings(players));
  }

  async leaderboard({
    session,
    pages,
  }: ParamsOut<"stats.leaderboard">): Promise<Results["stats.leaderboard"]> {
    return this.#dropIfUnknown(session, await this.#getOrCreate(session).leaderboard(pages));
  }

  async report(sessionNo: number): Promise<Report | null> {
    return this.#dropIfUnknown(sessionNo, await this.#getOrCreate(sessionNo).report());
  }

  /** A page of a report's table, in order of rank; null if the table has expired. */
  async places({ table, from, limit }: ParamsOut<"stats.places">): Promise<Place[] | null> {
    return this.#dependencies.reportTables.page(await this.#dependencies.database(), table, from, limit);
  }

  async counted(sessionNo: number): Promise<Results["stats.counted"]> {
    return this.#dropIfUnknown(sessionNo, await this.#getOrCreate(sessionNo).counted());
  }

  async rebuild(sessionNo: number): Promise<RebuildResult | null> {
    return this.#dropIfUnknown(sessionNo, await this.#getOrCreate(sessionNo).rebuild());
  }

  /** How many boards this node has, and the states of the boards of some sessions. */
  states(sessionNos: readonly number[]): Results["stats.boards"] {
    return {
      total: this.#boards.size,
      boards: sessionNos.map((sessionNo) => this.#boards.peek(sessionNo)?.state ?? null),
    };
  }

  stop(): void {
    clearInterval(this.#sweepTimer);
    this.#dependencies.reportTables.clear();
    this.#boards.clear();
  }

  #getOrCreate(sessionNo: number): LiveBoard {
    const existing = this.#boards.get(sessionNo);
    if (existing) return existing;
    const board = new LiveBoard(sessionNo, this.#dependencies, () => this.#boards.updateSize(sessionNo));
    this.#boards.set(sessionNo, board);
    return board;
  }

  /** A null result means that the session does not exist: drops the board that was created for it. */
  #dropIfUnknown<Result>(sessionNo: number, result: Result | null): Result | null {
    if (result === null) this.#boards.delete(sessionNo);
    return result;
  }

  /** Drops boards that are idle or owned by another node, and resyncs those in use, as events may get lost. */
  async #sweep(): Promise<void> {
    for (const [sessionNo, board] of [...this.#boards.entries()]) {
      if (board.idleMs > IDLE_MS || !this.#owns(sessionNo)) this.#boards.delete(sessionNo);
    }
    await this.resync(2 * SWEEP_MS);
  }
}
