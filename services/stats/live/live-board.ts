import type { Results } from "../../../platform/contracts/contracts.ts";
import type { BoardState, RebuildResult } from "../../../platform/contracts/operator-contracts.ts";
import type { SessionRecord } from "../../../platform/domain/session.ts";
import type {
  Correction,
  LeaderboardPage,
  PageRequest,
  Report,
  Snapshot,
  Standings,
} from "../../../platform/domain/stats.ts";
import { TryAgain } from "../../../platform/errors.ts";
import { buildReport, reliabilityItems } from "../analysis/report.ts";
import { AnsweredCloser } from "../closing/answered-closer.ts";
import type { BoardDependencies } from "./board-dependencies.ts";
import { RefreshScheduler, type RefreshSummary } from "./refresh-scheduler.ts";
import { type ReloadedBoard, reload } from "./reload.ts";
import { type BoardUpdate, SessionBoard } from "./session-board.ts";
import { withNicknames } from "./snapshot.ts";
import { SnapshotPublisher } from "./snapshot-publisher.ts";
import { type BoardSession, TrackedSession } from "./tracked-session.ts";

/** The memory of a live board besides the arrays of its cells: stats, nicknames, the session record. */
const OVERHEAD_BYTES = 100_000;

/** The board of one session, its stats and snapshots, kept up to date while this node has it in memory. */
export class LiveBoard {
  readonly #sessionNo: number;
  readonly #dependencies: BoardDependencies;
  readonly #onResize: () => void;
  readonly #session: TrackedSession;
  #board: SessionBoard;
  readonly #publisher: SnapshotPublisher;
  readonly #scheduler: RefreshScheduler;
  readonly #closer: AnsweredCloser;
  /** The last applied update, and when its read started, in ms. */
  #lastUpdate: { update: BoardUpdate; readAt: number } | undefined;
  #lastTask: Promise<unknown> = Promise.resolve();
  #rebuilding: Promise<RebuildResult | null> | undefined;
  #usedAt = performance.now();

  /** @param onResize is called when `bytes` may have changed */
  constructor(sessionNo: number, dependencies: BoardDependencies, onResize: () => void) {
    this.#sessionNo = sessionNo;
    this.#dependencies = dependencies;
    this.#onResize = onResize;
    this.#session = new TrackedSession(sessionNo, dependencies);
    this.#board = new SessionBoard(sessionNo, dependencies.workers);
    // Another node had the board meanwhile, so events went there: this node was frozen, or out of the cluster.
    this.#publisher = new SnapshotPublisher(sessionNo, dependencies, () => void this.resync());
    this.#closer = new AnsweredCloser(
      {
        session: () => this.#session.newest,
        answersTo: (questions) => this.#board.answersTo(questions),
        onClosed: (session) => this.sessionChanged(session),
      },
      dependencies.closing,
    );
    const onError = (error: unknown) => {
      dependencies.metrics.failures++;
      dependencies.onError(sessionNo, error);
    };
    const refresh = () => dependencies.metrics.time(() => this.#refresh());
    this.#scheduler = new RefreshScheduler(
      dependencies.intervalBounds,
      () => this.#enqueue(refresh),
      onError,
      () => this.#closer.isQuestionOpen,
    );
  }

  /** Whether the session is over; from then on only a correction can change its board. */
  get isOver(): boolean {
    return this.#session.isOver;
  }

  /** Time since the last request or change, in ms. */
  get idleMs(): number {
    return performance.now() - this.#usedAt;
  }

  /** The memory that the board uses, in bytes. */
  get bytes(): number {
    return OVERHEAD_BYTES + this.#board.bytes;
  }

  /** How long stored answers have been waiting to be shown, in ms. */
  get lagMs(): number {
    return this.#scheduler.lagMs;
  }

  /** The current state, for operators. */
  get state(): BoardState {
    const { waitingRows, failures } = this.#scheduler;
    const { snapshot } = this.#publisher;
    return {
      answers: this.#lastUpdate?.update.rows ?? 0,
      seq: snapshot?.seq ?? null,
      asOf: snapshot?.asOf ?? null,
      ageMs: this.#lastUpdate ? performance.now() - this.#lastUpdate.readAt : null,
      waitingRows,
      failures,
    };
  }

  /** Call it when `rows` answers have been stored. */
  rowsStored(rows: number): void {
    this.#usedAt = performance.now();
    this.#scheduler.rowsStored(rows);
  }

  playerJoined(): void {
    this.#scheduler.requestWithinMaxInterval();
  }

  /** Applies a newer record of the session; an older one changes nothing. */
  sessionChanged(session: SessionRecord): void {
    const changesStats = this.#session.apply(session);
    this.#closer.wake();
    if (!changesStats) return;
    this.#usedAt = performance.now();
    this.#scheduler.requestSoon();
  }

  /** Recovers from lost events: looks the session up now, and reads new answers within the maximum interval. */
  async resync(): Promise<void> {
    try {
      const found = await this.#dependencies.lookUpSession(this.#sessionNo);
      if (found) this.sessionChanged(found.session);
      this.#scheduler.requestWithinMaxInterval();
    } catch (error) {
      this.#dependencies.onError(this.#sessionNo, error);
    }
  }

  /**
   * The last snapshot, with all questions; null if the session does not exist.
   *
   * @throws TryAgain if there is no snapshot yet and none can be made
   */
  async snapshot(): Promise<Snapshot | null> {
    this.#usedAt = performance.now();
    if (!this.#publisher.snapshot) {
      await this.#scheduler.runNow().catch(() => {
        throw new TryAgain();
      });
    }
    this.#publisher.extendTtl();
    return this.#publisher.snapshot ?? null;
  }

  /** The standings of these players; null if the session does not exist. @throws TryAgain */
  async standings(players: readonly number[]): Promise<Standings | null> {
    const snapshot = await this.snapshot();
    if (!snapshot) return null;
    const standings = await this.#board.standings(players);
    if (!standings) throw new TryAgain();
    return { ...standings, asOf: snapshot.asOf };
  }

  /** Pages of the leaderboards; null if the session does not exist. @throws TryAgain */
  async leaderboard(requests: readonly PageRequest[]): Promise<LeaderboardPage[] | null> {
    const snapshot = await this.snapshot();
    if (!snapshot) return null;
    const pages = await this.#board.places(requests);
    if (!pages) throw new TryAgain();
    const database = await this.#dependencies.database();
    const nicknames = await this.#publisher.nicknames(database, pages.flat());
    return requests.map(({ ranking }, index) => ({
      ...snapshot.leaderboards[ranking],
      places: withNicknames(pages[index]!, nicknames),
      seq: snapshot.seq,
    }));
  }

  /** The report on all answers stored until now; null if the session does not exist. @throws TryAgain */
  report(): Promise<Report | null> {
    return this.#afterUpdate((session, corrections) => this.#report(session, corrections));
  }

  /** How many answers the stats count, by question, of all answers stored until now. @throws TryAgain */
  counted(): Promise<Results["stats.counted"]> {
    return this.#afterUpdate(() => this.#publisher.counted());
  }

  /**
   * Folds all stored answers into a new board, replaces this one, and returns how they differ; null if the session
   * does not exist. Refreshes continue while the answers are read. @throws TryAgain
   */
  rebuild(): Promise<RebuildResult | null> {
    this.#rebuilding ??= this.#rebuild().finally(() => {
      this.#rebuilding = undefined;
    });
    return this.#rebuilding;
  }

  stop(): void {
    this.#scheduler.stop();
    this.#closer.stop();
    this.#publisher.stop();
  }

  /** Brings session and board up to date, then returns the result of `work`; null if the session does not exist. */
  async #afterUpdate<Result>(
    work: (session: BoardSession, corrections: Correction[]) => Result | Promise<Result>,
  ): Promise<Result | null> {
    this.#usedAt = performance.now();
    try {
      const found = await this.#dependencies.lookUpSession(this.#sessionNo);
      if (!found) return null;
      this.sessionChanged(found.session);
      return await this.#enqueue(async () => {
        const session = (await this.#session.load())!;
        await this.#update(session);
        return work(session, found.corrections);
      });
    } catch (error) {
      this.#dependencies.onError(this.#sessionNo, error);
      throw new TryAgain();
    }
  }

  async #refresh(): Promise<RefreshSummary> {
    const session = await this.#session.load();
    return session ? this.#update(session) : { rowsPerQuestion: 0, costMs: 0 };
  }

  /** Folds newly stored answers into the board and publishes a snapshot. */
  async #update(session: BoardSession): Promise<RefreshSummary> {
    const database = await this.#dependencies.database();
    const readAt = performance.now();
    const update = await this.#board.update(database, session.rules, session.shapes);
    this.#apply(update, readAt);
    const startedAt = performance.now();
    await this.#publisher.publish(database, session, update);
    this.#closer.wake();
    const rowsPerQuestion = update.rows / Math.max(1, this.#publisher.answeredQuestions);
    return { rowsPerQuestion, costMs: update.costMs + performance.now() - startedAt };
  }

  #apply(update: BoardUpdate, readAt: number): void {
    this.#publisher.apply(update);
    this.#lastUpdate = { update, readAt };
    this.#onResize();
  }

  async #rebuild(): Promise<RebuildResult | null> {
    const startedAt = performance.now();
    const hadBoard = this.#lastUpdate !== undefined;
    const reloaded = hadBoard ? await reload(this.#sessionNo, this.#session, this.#dependencies) : null;
    return this.#afterUpdate(async (session) => {
      const difference = reloaded ? await this.#swapBoard(reloaded, session) : null;
      const { rows, players } = this.#lastUpdate!.update;
      const tookMs = performance.now() - startedAt;
      return { answers: rows, players, tookMs, asOf: this.#publisher.snapshot!.asOf, difference };
    });
  }

  /** Clears the stats first: the new board has no stats of a question without answers to replace old ones. */
  async #swapBoard(reloaded: ReloadedBoard, session: BoardSession): Promise<RebuildResult["difference"]> {
    const { board } = reloaded;
    const { rules, shapes } = session;
    const database = await this.#dependencies.database();
    const readAt = performance.now();
    const { update, difference } = await board.updateBoth(this.#board, database, rules, shapes);
    this.#board = board;
    this.#publisher.clearStats();
    this.#apply(reloaded.update, readAt);
    this.#apply(update, readAt);
    await this.#publisher.publish(database, session, update);
    return difference;
  }

  async #report({ session, rules, shapes }: BoardSession, history: Correction[]): Promise<Report> {
    const { reportTables, nodeId } = this.#dependencies;
    const snapshot = this.#publisher.snapshot!;
    const analysis = await this.#board.analyse(rules, shapes, reliabilityItems(session, shapes));
    const content = await this.#dependencies.lookUpContent(session.quizId, session.version);
    const report = buildReport({ session, questions: content!.questions, snapshot, analysis, history });
    return { ...report, table: { node: nodeId, id: reportTables.add(session.no, analysis.places) } };
  }

  /** Runs `task` after all earlier ones: the board is changed by one task at a time. */
  #enqueue<T>(task: () => Promise<T>): Promise<T> {
    const result = this.#lastTask.then(task);
    this.#lastTask = result.catch(() => {});
    return result;
  }
}
