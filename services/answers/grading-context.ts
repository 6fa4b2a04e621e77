import { LRUCache } from "lru-cache";
import type { ServiceBroker } from "moleculer";
import { Contents } from "../../platform/cache/quiz-content-cache.ts";
import { call } from "../../platform/contracts/typed-broker.ts";
import { type Key, keyOf, type Question, type QuizContent } from "../../platform/domain/quiz.ts";
import { type QuestionWindow, type SessionRecord, windowOf } from "../../platform/domain/session.ts";

/** All that grading one session's answers takes, as of `loadedAt` (epoch ms). */
export class AnswerSheet {
  readonly session: SessionRecord;
  readonly content: QuizContent;
  readonly loadedAt: number;
  readonly #windows: Map<number, QuestionWindow>;

  constructor(session: SessionRecord, content: QuizContent, loadedAt: number) {
    this.session = session;
    this.content = content;
    this.loadedAt = loadedAt;
    this.#windows = new Map(session.windows.map((window) => [window.question, window]));
  }

  question(no: number): Question | undefined {
    return this.content.questions[no - 1];
  }

  key(no: number): Key {
    return this.session.keys[no] ?? keyOf(this.content.questions[no - 1]!);
  }

  window(no: number): QuestionWindow | undefined {
    return this.#windows.get(no);
  }

  /** At what an answer's elapsed time is held, in ms: the time limit, or in pace `self` the window's length. */
  limitMs(no: number): number | null {
    if (this.session.settings.pace !== "self") return this.question(no)?.timeLimitMs ?? null;
    const window = windowOf(this.session, no);
    return window?.closesAt == null ? null : window.closesAt - window.openedAt;
  }
}

/** Older than this, in ms, a sheet is renewed behind the answers that use it: a lost event is healed. */
const RENEW_AFTER_MS = 5000;

/**
 * The sheets of the sessions that are being answered. A sheet may be behind: the database says so when it
 * matters, and then a newer one is loaded; so no answer ever waits because a sheet is old, but for that. Many who ask
 * for one sheet make one call.
 */
export class AnswerSheets {
  readonly #broker: ServiceBroker;
  readonly #contents: Contents;
  readonly #sheets = new LRUCache<number, AnswerSheet>({ max: 5000 });
  readonly #loading = new Map<number, Promise<AnswerSheet | null>>();
  /** Sheets loaded before this moment, epoch ms, may have missed an event. */
  #doubtedAt = 0;

  constructor(broker: ServiceBroker) {
    this.#broker = broker;
    this.#contents = new Contents(broker);
  }

  /**
   * @param since epoch ms; an older sheet will not do
   * @returns null where there is no such session
   */
  async get(sessionNo: number, since = 0): Promise<AnswerSheet | null> {
    const sheet = this.#sheets.get(sessionNo);
    if (sheet && sheet.loadedAt >= since) {
      this.#renew(sessionNo, sheet);
      return sheet;
    }
    while (true) {
      const loaded = await (this.#loading.get(sessionNo) ?? this.#load(sessionNo));
      if (!loaded || loaded.loadedAt >= since) return loaded;
    }
  }

  /** Events may have been lost: every sheet is renewed when it is next used. */
  doubt(): void {
    this.#doubtedAt = Date.now();
  }

  /** Takes up a change that was told. It may have been under way for a while, so the sheet grows no younger. */
  update(session: SessionRecord): void {
    const sheet = this.#sheets.get(session.no);
    if (sheet && sheet.session.revision < session.revision) {
      this.#sheets.set(session.no, new AnswerSheet(session, sheet.content, sheet.loadedAt));
    }
  }

  #renew(sessionNo: number, { loadedAt }: AnswerSheet): void {
    const isOld = loadedAt < Math.max(this.#doubtedAt, Date.now() - RENEW_AFTER_MS);
    if (isOld && !this.#loading.has(sessionNo)) this.#load(sessionNo).catch(() => {});
  }

  #load(sessionNo: number): Promise<AnswerSheet | null> {
    const loading = this.#fetch(sessionNo).finally(() => this.#loading.delete(sessionNo));
    this.#loading.set(sessionNo, loading);
    return loading;
  }

  async #fetch(sessionNo: number): Promise<AnswerSheet | null> {
    const loadedAt = Date.now();
    const found = await call(this.#broker, "sessions.byNo", { no: sessionNo });
    if (!found) return null;
    const { session } = found;
    const content = this.#sheets.get(sessionNo)?.content ?? (await this.#contents.get(session));
    if (!content) return null;
    const sheet = new AnswerSheet(session, content, loadedAt);
    const known = this.#sheets.get(sessionNo);
    if (!known || known.session.revision <= session.revision) this.#sheets.set(sessionNo, sheet);
    return sheet;
  }
}
