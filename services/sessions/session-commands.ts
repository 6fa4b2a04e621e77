import type { ServiceBroker } from "moleculer";
import { broadcast, call } from "../../platform/contracts/typed-broker.ts";
import type { Database, Queryable } from "../../platform/database/database.ts";
import type { QuizContent } from "../../platform/domain/quiz.ts";
import type { SessionRecord } from "../../platform/domain/session.ts";
import { Forbidden, NotFound } from "../../platform/errors.ts";
import { isId } from "../../platform/ids.ts";
import * as corrections from "./corrections.repo.ts";
import { TakeUps } from "./rescore-queue.ts";
import * as due from "./schedule.repo.ts";
import * as repo from "./sessions.repo.ts";
import { type Change, dueAt, type TimeLimits, tick } from "./transitions.ts";

/** A correction whose scoring was broken off is taken up again after this time, in ms. */
const TAKE_UP_AFTER_MS = 60_000;
/** Scoring a million answers anew takes its time, in ms. */
const RESCORE_TIMEOUT_MS = 600_000;

/** Moves sessions: every change is decided and written under the session's lock, then told to all nodes. */
export class Steps {
  readonly #db: Database;
  readonly #broker: ServiceBroker;
  readonly #takeUps: TakeUps;

  /** @param failed told of a failure that no caller waits for */
  constructor(db: Database, broker: ServiceBroker, failed: (error: unknown) => void) {
    this.#db = db;
    this.#broker = broker;
    this.#takeUps = new TakeUps((no, question) => this.#rescore(no, question), failed);
  }

  /**
   * The host's own session, by id.
   *
   * @throws NotFound, Forbidden
   */
  async owned(id: string, host: string): Promise<SessionRecord> {
    const session = isId(id) ? await repo.byId(this.#db, id) : null;
    if (!session) throw new NotFound("session");
    if (session.host !== host) throw new Forbidden("This session belongs to another host.");
    return session;
  }

  /** The content of the session's quiz version; versions outlive their quizzes. */
  async content(session: Pick<SessionRecord, "quizId" | "version">): Promise<QuizContent> {
    const content = await call(this.#broker, "quiz.content", {
      id: session.quizId,
      version: session.version,
    });
    if (!content) throw new NotFound("quiz");
    return content;
  }

  /** Takes one step of a session; `decide` sees the newest state and says what changes. */
  async take(
    session: SessionRecord,
    decide: (session: SessionRecord, limits: TimeLimits, now: number) => Change,
  ): Promise<SessionRecord> {
    const limits = (await this.content(session)).questions.map((question) => question.timeLimitMs);
    return this.change(session.no, async (transaction, current) => {
      const change = decide(current, limits, notBefore(current, Date.now()));
      if (isNothing(change)) return false;
      await repo.apply(transaction, session.no, change);
      return true;
    });
  }

  /** What the clock does with a session that was due at `now`, epoch ms. */
  async tick(no: number, now: number): Promise<void> {
    const session = await repo.byNo(this.#db, no);
    if (!session) return;
    const limits = (await this.content(session)).questions.map((question) => question.timeLimitMs);
    await this.change(no, async (transaction, current) => {
      if (!(await due.isDue(transaction, no, now))) return false;
      await repo.apply(transaction, no, tick(current, limits, Date.now()));
      return true;
    });
    for (const { question, since } of await corrections.unfinished(this.#db, no)) {
      if (since + TAKE_UP_AFTER_MS <= Date.now()) this.#takeUps.start(no, question);
    }
  }

  /**
   * Runs `work` under the session's lock; where it answers true, the session has changed: the clock's next
   * moment is written and every node is told.
   */
  async change(
    no: number,
    work: (transaction: Queryable, current: SessionRecord) => Promise<boolean>,
  ): Promise<SessionRecord> {
    const [session, changed] = await this.#db.transaction(async (transaction) => {
      const current = await repo.lock(transaction, no);
      if (!current) throw new NotFound("session");
      if (!(await work(transaction, current))) return [current, false] as const;
      const after = (await repo.byNo(transaction, no))!;
      await due.setDue(transaction, no, await this.#dueAt(transaction, after));
      return [after, true] as const;
    });
    if (changed) await broadcast(this.#broker, "session.changed", { session });
    return session;
  }

  /** Scores a question's stored answers anew, then closes its corrections. */
  async rescore(session: SessionRecord, question: number): Promise<SessionRecord> {
    await this.#takeUps.run(session.no, question);
    return (await repo.byNo(this.#db, session.no)) ?? session;
  }

  async #rescore(no: number, question: number): Promise<void> {
    const params = { session: no, question };
    const { keyRevision } = await call(this.#broker, "answers.rescore", params, {
      timeout: RESCORE_TIMEOUT_MS,
    });
    await this.change(no, async (transaction) => {
      await corrections.finish(transaction, no, question, keyRevision);
      await repo.apply(transaction, no, {});
      return true;
    });
  }

  async #dueAt(transaction: Queryable, session: SessionRecord): Promise<number | null> {
    const pending = await corrections.unfinished(transaction, session.no);
    const times = pending.map(
      ({ since }) => Math.max(since, Date.now() - TAKE_UP_AFTER_MS / 2) + TAKE_UP_AFTER_MS,
    );
    const own = dueAt(session, Date.now());
    if (own !== null) times.push(own);
    return times.length === 0 ? null : Math.min(...times);
  }
}

/** Clocks of nodes differ a little: nothing that is done now may come before what another node has done. */
function notBefore({ openedAt, windows, settings }: SessionRecord, now: number): number {
  const done =
    settings.pace === "host" ? windows.flatMap((window) => [window.openedAt, window.revealedAt ?? 0]) : [];
  return Math.max(now, openedAt ?? 0, ...done);
}

function isNothing(change: Change): boolean {
  return Object.values(change).every(
    (value) => value === undefined || (Array.isArray(value) && value.length === 0),
  );
}
