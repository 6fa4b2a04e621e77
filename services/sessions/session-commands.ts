import type { ServiceBroker } from "moleculer";
import { currentTime } from "../../platform/clock.ts";
import { broadcast, call } from "../../platform/contracts/typed-broker.ts";
import type { Database, Queryable } from "../../platform/database/database.ts";
import type { QuizContent } from "../../platform/domain/quiz.ts";
import type { SessionRecord } from "../../platform/domain/session.ts";
import { Forbidden, NotFound } from "../../platform/errors.ts";
import { isId } from "../../platform/ids.ts";
import * as corrections from "./corrections.repo.ts";
import * as schedule from "./due-times.repo.ts";
import { RescoreQueue } from "./rescore-queue.ts";
import { sessionTime } from "./session-time.ts";
import * as repo from "./sessions.repo.ts";
import { type Decide, dueAt, type SessionChange, tick } from "./transitions.ts";

/** An interrupted rescoring is resumed after this time, in ms. */
const RESUME_AFTER_MS = 60_000;
/** Timeout of the rescoring of one question, in ms. A million answers take long. */
const RESCORE_TIMEOUT_MS = 600_000;

/** Changes sessions. Every change is decided and written under the session's lock and then broadcast to all nodes. */
export class SessionCommands {
  readonly #db: Database;
  readonly #broker: ServiceBroker;
  readonly #rescoreQueue: RescoreQueue;
  readonly #clock: () => number;

  /**
   * @param onError is called with errors that no caller waits for
   * @param clock this node's clock, in epoch ms
   */
  constructor(
    db: Database,
    broker: ServiceBroker,
    onError: (error: unknown) => void,
    clock: () => number = currentTime,
  ) {
    this.#db = db;
    this.#broker = broker;
    this.#clock = clock;
    this.#rescoreQueue = new RescoreQueue(
      (sessionNo, question) => this.#runRescore(sessionNo, question),
      onError,
    );
  }

  /**
   * A session that belongs to the host, by id.
   *
   * @throws NotFound, Forbidden
   */
  async requireOwned(id: string, host: string): Promise<SessionRecord> {
    const session = isId(id) ? await repo.byId(this.#db, id) : null;
    if (!session) throw new NotFound("session");
    if (session.host !== host) throw new Forbidden("This session belongs to another host.");
    return session;
  }

  /** The content of the session's quiz version. It exists even if the quiz has been deleted. */
  async content(session: Pick<SessionRecord, "quizId" | "version">): Promise<QuizContent> {
    const content = await call(this.#broker, "quiz.content", {
      id: session.quizId,
      version: session.version,
    });
    if (!content) throw new NotFound("quiz");
    return content;
  }

  /**
   * Applies one transition to a session. `decide` gets the newest state and returns what changes.
   *
   * @param stepId identifies a host's step: if the session has taken it already, nothing changes
   */
  async execute(session: SessionRecord, decide: Decide, stepId?: string): Promise<SessionRecord> {
    const limits = (await this.content(session)).questions.map((question) => question.timeLimitMs);
    return this.updateOnce(session.no, stepId, async (transaction, current, at) => {
      const change = decide(current, limits, at);
      if (isEmptyChange(change)) return false;
      await repo.applyChange(transaction, session.no, change, { at, stepId });
      return true;
    });
  }

  /**
   * As `update`, at the session's time (epoch ms), and not again for a step that the session has taken already.
   *
   * @param stepId undefined if it is no host's step; `work` writes it if something changes
   */
  updateOnce(
    sessionNo: number,
    stepId: string | undefined,
    work: (transaction: Queryable, current: SessionRecord, at: number) => Promise<boolean>,
  ): Promise<SessionRecord> {
    return this.update(sessionNo, async (transaction, current, { decidedAt, recentSteps }) => {
      if (stepId !== undefined && recentSteps.includes(stepId)) return false;
      const hasChanged = await work(transaction, current, sessionTime(current, decidedAt, this.#clock()));
      // Sent again, it must not act on what has come since.
      if (!hasChanged && stepId !== undefined) await repo.rememberStep(transaction, sessionNo, stepId);
      return hasChanged;
    });
  }

  /** Applies what was due at `now` (epoch ms), and resumes interrupted rescoring. */
  async tick(sessionNo: number, now: number): Promise<void> {
    const session = await repo.byNo(this.#db, sessionNo);
    if (!session) return;
    const limits = (await this.content(session)).questions.map((question) => question.timeLimitMs);
    await this.update(sessionNo, async (transaction, current, { decidedAt }) => {
      if (!(await schedule.isDue(transaction, sessionNo, now))) return false;
      const at = sessionTime(current, decidedAt, this.#clock());
      await repo.applyChange(transaction, sessionNo, tick(current, limits, at), { at });
      return true;
    });
    for (const { question, since } of await corrections.unfinished(this.#db, sessionNo)) {
      if (since + RESUME_AFTER_MS <= this.#clock()) this.#rescoreQueue.startIfIdle(sessionNo, question);
    }
  }

  /**
   * Runs `work` under the session's lock. If it returns true, the session has changed: its next due time is written
   * and the session is broadcast to all nodes.
   */
  async update(
    sessionNo: number,
    work: (
      transaction: Queryable,
      current: SessionRecord,
      decisions: repo.DecisionHistory,
    ) => Promise<boolean>,
  ): Promise<SessionRecord> {
    const [session, changed] = await this.#db.transaction(async (transaction) => {
      const locked = await repo.lock(transaction, sessionNo);
      if (!locked) throw new NotFound("session");
      const { session: current, ...decisions } = locked;
      if (!(await work(transaction, current, decisions))) return [current, false] as const;
      const updated = (await repo.byNo(transaction, sessionNo))!;
      await schedule.setDueAt(transaction, sessionNo, await this.#dueAt(transaction, updated));
      return [updated, true] as const;
    });
    if (changed) await broadcast(this.#broker, "session.changed", { session });
    return session;
  }

  /** Rescores a question's stored answers and marks its corrections as done. */
  async rescore(session: SessionRecord, question: number): Promise<SessionRecord> {
    await this.#rescoreQueue.run(session.no, question);
    return (await repo.byNo(this.#db, session.no)) ?? session;
  }

  async #runRescore(sessionNo: number, question: number): Promise<void> {
    const params = { session: sessionNo, question };
    const { keyRevision } = await call(this.#broker, "answers.rescore", params, {
      timeout: RESCORE_TIMEOUT_MS,
    });
    await this.update(sessionNo, async (transaction) => {
      await corrections.markDone(transaction, sessionNo, question, keyRevision);
      await repo.applyChange(transaction, sessionNo, {});
      return true;
    });
  }

  /**
   * When the scheduler must process this session next, in epoch ms; null: never. An overdue rescoring is due again only
   * after half of `RESUME_AFTER_MS`, so that the scheduler does not process the session in every round.
   */
  async #dueAt(transaction: Queryable, session: SessionRecord): Promise<number | null> {
    const pending = await corrections.unfinished(transaction, session.no);
    const times = pending.map(
      ({ since }) => Math.max(since, this.#clock() - RESUME_AFTER_MS / 2) + RESUME_AFTER_MS,
    );
    const transitionDueAt = dueAt(session, this.#clock());
    if (transitionDueAt !== null) times.push(transitionDueAt);
    return times.length === 0 ? null : Math.min(...times);
  }
}

function isEmptyChange(change: SessionChange): boolean {
  return Object.values(change).every(
    (value) => value === undefined || (Array.isArray(value) && value.length === 0),
  );
}
