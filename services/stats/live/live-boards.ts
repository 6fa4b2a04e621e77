import { LRUCache } from "lru-cache";
import type {
  Events,
  ParamsOut,
  Place,
  Report,
  Results,
  Snapshot,
  Standings,
} from "../../../platform/contracts/contracts.ts";
import type { Rebuilt } from "../../../platform/contracts/operator-contracts.ts";
import { type SessionRecord, stateOf } from "../../../platform/domain/session.ts";
import { KeptBoards } from "./board-cache.ts";
import type { Surroundings } from "./board-dependencies.ts";
import { LiveBoard } from "./live-board.ts";

/** The open sessions that are remembered: a record takes a few KB. */
const MOST_OPEN = 10_000;
/** How long a board stays that nobody asks for and no answer comes to; gateways that stream it keep asking. */
const IDLE_MS = 600_000;
const SWEEP_MS = 60_000;

/**
 * The boards that this node keeps, by session number. Any of them can be let go at any time: it is read again
 * when it is next needed.
 */
export class LiveBoards {
  readonly #node: Surroundings;
  readonly #owns: (sessionNo: number) => boolean;
  readonly #boards: KeptBoards<LiveBoard>;
  /** The open sessions that this node has heard of, its own and others'. */
  readonly #open = new LRUCache<number, SessionRecord>({ max: MOST_OPEN });
  readonly #sweeping = setInterval(() => void this.#sweep(), SWEEP_MS);

  /** @param owns whether the calls and events of a session come to this node */
  constructor(node: Surroundings, owns: (sessionNo: number) => boolean) {
    this.#node = node;
    this.#owns = owns;
    this.#boards = new KeptBoards(node.boardsBytes, node.letGo);
    this.#sweeping.unref();
  }

  /** How many boards this node keeps. */
  get size(): number {
    return this.#boards.size;
  }

  /** What they occupy. */
  get bytes(): number {
    return this.#boards.bytes;
  }

  /** The longest that stored answers have waited to be shown, on any board, in ms. */
  get lagMs(): number {
    let longest = 0;
    for (const board of this.#boards.values()) longest = Math.max(longest, board.lagMs);
    return longest;
  }

  answersStored({ session, rows }: Events["answers.stored"]): void {
    this.#board(session).stored(rows);
  }

  playersJoined({ sessionNo }: Events["players.joined"]): void {
    this.#boards.peek(sessionNo)?.joined();
  }

  /** Every node hears of every session; the one that owns the board follows, from the opening on. */
  sessionChanged({ session }: Events["session.changed"]): void {
    if (stateOf(session) === "open") this.#open.set(session.no, session);
    else this.#open.delete(session.no);
    if (!this.#owns(session.no)) this.#boards.delete(session.no);
    else if (stateOf(session) !== "lobby" || this.#boards.has(session.no)) {
      this.#board(session.no).changed(session);
    }
  }

  /** A node has gone: takes up the boards of open sessions that have come to this one. */
  takeUp(): void {
    for (const session of this.#open.values()) {
      if (!this.#boards.has(session.no) && this.#owns(session.no)) this.#board(session.no).changed(session);
    }
  }

  /**
   * Events may have been lost: has the boards that may still change see to it, one after the other.
   *
   * @param idleMs only those that were of use within so long
   */
  async recheck(idleMs = Number.POSITIVE_INFINITY): Promise<void> {
    for (const board of [...this.#boards.values()]) {
      if (!board.isOver && board.idleMs < idleMs) await board.recheck();
    }
  }

  async snapshot(sessionNo: number): Promise<Snapshot | null> {
    return this.#unlessUnknown(sessionNo, await this.#board(sessionNo).snapshot());
  }

  async standings(sessionNo: number, players: readonly number[]): Promise<Standings | null> {
    return this.#unlessUnknown(sessionNo, await this.#board(sessionNo).standings(players));
  }

  async report(sessionNo: number): Promise<Report | null> {
    return this.#unlessUnknown(sessionNo, await this.#board(sessionNo).report());
  }

  /** A page of a report's table, in order of rank; null where it is no longer here. */
  async places({ table, from, limit }: ParamsOut<"stats.places">): Promise<Place[] | null> {
    return this.#node.tables.page(await this.#node.database(), table, from, limit);
  }

  async counted(sessionNo: number): Promise<Results["stats.counted"]> {
    return this.#unlessUnknown(sessionNo, await this.#board(sessionNo).counted());
  }

  async rebuild(sessionNo: number): Promise<Rebuilt | null> {
    return this.#unlessUnknown(sessionNo, await this.#board(sessionNo).rebuild());
  }

  /** How many boards this node keeps, and how those of some sessions stand. */
  states(sessionNos: readonly number[]): Results["stats.boards"] {
    return {
      kept: this.#boards.size,
      boards: sessionNos.map((sessionNo) => this.#boards.peek(sessionNo)?.state ?? null),
    };
  }

  stop(): void {
    clearInterval(this.#sweeping);
    this.#node.tables.clear();
    this.#boards.clear();
  }

  #board(sessionNo: number): LiveBoard {
    const known = this.#boards.get(sessionNo);
    if (known) return known;
    const board = new LiveBoard(sessionNo, this.#node, () => this.#boards.measure(sessionNo));
    this.#boards.set(sessionNo, board);
    return board;
  }

  /** Keeps no board of a session that is not there. */
  #unlessUnknown<Answer>(sessionNo: number, answer: Answer | null): Answer | null {
    if (answer === null) this.#boards.delete(sessionNo);
    return answer;
  }

  /** Lets go of what nobody needs here, and has those in use see whether an event was lost: idle ones cost nothing. */
  async #sweep(): Promise<void> {
    for (const [sessionNo, board] of [...this.#boards.entries()]) {
      if (board.idleMs > IDLE_MS || !this.#owns(sessionNo)) this.#boards.delete(sessionNo);
    }
    await this.recheck(2 * SWEEP_MS);
  }
}
