import type {
  Correction,
  Report,
  Results,
  Snapshot,
  Standings,
} from "../../../platform/contracts/contracts.ts";
import type { BoardState, Rebuilt } from "../../../platform/contracts/operator-contracts.ts";
import type { SessionRecord } from "../../../platform/domain/session.ts";
import { TryAgain } from "../../../platform/errors.ts";
import { itemsCounted, reportOf } from "../analysis/report.ts";
import { type Anew, readAnew } from "../reading/reload.ts";
import type { Surroundings } from "./board-dependencies.ts";
import { type Refreshed, Refresher } from "./refresh-scheduler.ts";
import { SessionBoard, type Update } from "./session-board.ts";
import { Publication } from "./snapshot-publisher.ts";
import { KnownSession, type Subject } from "./tracked-session.ts";

/** What a live board takes beside the arrays of its cells: its figures, its nicknames, its session's record. */
const BYTES_BESIDE = 100_000;

/** One session's figures, kept up to date for as long as this node has them. */
export class LiveBoard {
  readonly #sessionNo: number;
  readonly #node: Surroundings;
  readonly #resized: () => void;
  readonly #known: KnownSession;
  #board: SessionBoard;
  readonly #publication: Publication;
  readonly #refresher: Refresher;
  /** The last update that was taken in, and when its reading began, in ms. */
  #last: { update: Update; readAt: number } | undefined;
  #turn: Promise<unknown> = Promise.resolve();
  #rebuilding: Promise<Rebuilt | null> | undefined;
  #usedAt = performance.now();

  /** @param resized is called where its size may be another */
  constructor(sessionNo: number, node: Surroundings, resized: () => void) {
    this.#sessionNo = sessionNo;
    this.#node = node;
    this.#resized = resized;
    this.#known = new KnownSession(sessionNo, node);
    this.#board = new SessionBoard(sessionNo, node.threads);
    this.#publication = new Publication(sessionNo, node);
    const failed = (error: unknown) => {
      node.meter.failures++;
      node.failed(sessionNo, error);
    };
    const refresh = () => node.meter.time(() => this.#refresh());
    this.#refresher = new Refresher(node.bounds, () => this.#inTurn(refresh), failed);
  }

  /** Whether its session is over, so that nothing but a correction will ever change it. */
  get isOver(): boolean {
    return this.#known.isOver;
  }

  /** For how long nobody has asked or changed anything, in ms. */
  get idleMs(): number {
    return performance.now() - this.#usedAt;
  }

  /** What it occupies, in bytes. */
  get bytes(): number {
    return BYTES_BESIDE + this.#board.bytes;
  }

  /** How long stored answers have waited to be shown, in ms. */
  get lagMs(): number {
    return this.#refresher.waitedMs;
  }

  /** How it stands right now, for operators. */
  get state(): BoardState {
    const { waitingRows, failures } = this.#refresher;
    const { snapshot } = this.#publication;
    return {
      answers: this.#last?.update.rows ?? 0,
      seq: snapshot?.seq ?? null,
      asOf: snapshot?.asOf ?? null,
      ageMs: this.#last ? performance.now() - this.#last.readAt : null,
      waitingRows,
      failures,
    };
  }

  /** So many rows have been stored. */
  stored(rows: number): void {
    this.#usedAt = performance.now();
    this.#refresher.rows(rows);
  }

  /** Somebody has joined. */
  joined(): void {
    this.#refresher.slowly();
  }

  /** Takes in a newer record of the session; an older one changes nothing. */
  changed(session: SessionRecord): void {
    if (!this.#known.take(session)) return;
    this.#usedAt = performance.now();
    this.#refresher.soon();
  }

  /** Makes good for events that were lost: looks the session up, and has what is stored read in a while. */
  async recheck(): Promise<void> {
    try {
      const found = await this.#node.session(this.#sessionNo);
      if (found) this.changed(found.session);
      this.#refresher.slowly();
    } catch (error) {
      this.#node.failed(this.#sessionNo, error);
    }
  }

  /**
   * The last snapshot, whole; null where there is no such session.
   *
   * @throws TryAgain where there is none yet and none can be made
   */
  async snapshot(): Promise<Snapshot | null> {
    this.#usedAt = performance.now();
    if (!this.#publication.snapshot) {
      await this.#refresher.now().catch(() => {
        throw new TryAgain();
      });
    }
    this.#publication.keepCached();
    return this.#publication.snapshot ?? null;
  }

  /** Null where there is no such session. @throws TryAgain */
  async standings(players: readonly number[]): Promise<Standings | null> {
    const snapshot = await this.snapshot();
    if (!snapshot) return null;
    const standings = await this.#board.standings(players);
    if (!standings) throw new TryAgain();
    return { ...standings, asOf: snapshot.asOf };
  }

  /** Everything up to now; null where there is no such session. @throws TryAgain */
  report(): Promise<Report | null> {
    return this.#upToDate((subject, corrections) => this.#report(subject, corrections));
  }

  /** How many answers the figures count, by question, of all that is stored by now. @throws TryAgain */
  counted(): Promise<Results["stats.counted"]> {
    return this.#upToDate(() => this.#publication.counted());
  }

  /**
   * Folds all that is stored onto a board that takes this one's place, and says in what they differ; null where
   * there is no such session. While all is read, the figures go on being refreshed. @throws TryAgain
   */
  rebuild(): Promise<Rebuilt | null> {
    this.#rebuilding ??= this.#rebuild().finally(() => {
      this.#rebuilding = undefined;
    });
    return this.#rebuilding;
  }

  stop(): void {
    this.#refresher.stop();
  }

  /** What `work` finds when all that is stored and known of the session by now is in. */
  async #upToDate<Found>(
    work: (subject: Subject, corrections: Correction[]) => Found | Promise<Found>,
  ): Promise<Found | null> {
    this.#usedAt = performance.now();
    try {
      const found = await this.#node.session(this.#sessionNo);
      if (!found) return null;
      this.changed(found.session);
      return await this.#inTurn(async () => {
        const subject = (await this.#known.subject())!;
        await this.#update(subject);
        return work(subject, found.corrections);
      });
    } catch (error) {
      this.#node.failed(this.#sessionNo, error);
      throw new TryAgain();
    }
  }

  async #refresh(): Promise<Refreshed> {
    const subject = await this.#known.subject();
    return subject ? this.#update(subject) : { rows: 0, costMs: 0 };
  }

  /** Brings the board up to date with what is stored, and tells of it. */
  async #update(subject: Subject): Promise<Refreshed> {
    const database = await this.#node.database();
    const readAt = performance.now();
    const update = await this.#board.update(database, subject.counts, subject.shapes);
    this.#takeIn(update, readAt);
    const startedAt = performance.now();
    await this.#publication.publish(database, subject, update);
    const rows = update.rows / Math.max(1, this.#publication.questions);
    return { rows, costMs: update.costMs + performance.now() - startedAt };
  }

  #takeIn(update: Update, readAt: number): void {
    this.#publication.takeIn(update);
    this.#last = { update, readAt };
    this.#resized();
  }

  async #rebuild(): Promise<Rebuilt | null> {
    const startedAt = performance.now();
    const hadBoard = this.#last !== undefined;
    const anew = hadBoard ? await readAnew(this.#sessionNo, this.#known, this.#node) : null;
    return this.#upToDate(async (subject) => {
      const difference = anew ? await this.#replace(anew, subject) : null;
      const { rows, players } = this.#last!.update;
      const tookMs = performance.now() - startedAt;
      return { answers: rows, players, tookMs, asOf: this.#publication.snapshot!.asOf, difference };
    });
  }

  /** Figures of questions that the new board knows no answer to go as well. */
  async #replace({ board, whole }: Anew, subject: Subject): Promise<Rebuilt["difference"]> {
    const database = await this.#node.database();
    const { counts, shapes } = subject;
    const readAt = performance.now();
    const { update, difference } = await board.updateWith(this.#board, database, counts, shapes);
    this.#board = board;
    this.#publication.forget();
    this.#takeIn(whole, readAt);
    this.#takeIn(update, readAt);
    await this.#publication.publish(database, subject, update);
    return difference;
  }

  async #report({ session, counts, shapes }: Subject, history: Correction[]): Promise<Report> {
    const snapshot = this.#publication.snapshot!;
    const analysis = await this.#board.analyse(shapes, counts.removed, itemsCounted(session, shapes));
    const content = await this.#node.content(session.quizId, session.version);
    const report = reportOf({ session, questions: content!.questions, snapshot, analysis, history });
    const table = { node: this.#node.name, id: this.#node.tables.keep(session.no, analysis.places) };
    return { ...report, table };
  }

  /** One thing at a time happens to the board. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(work);
    this.#turn = turn.catch(() => {});
    return turn;
  }
}
