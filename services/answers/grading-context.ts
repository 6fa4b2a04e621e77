import type { ServiceBroker } from "moleculer";
import { approximateBytes } from "../../platform/cache/approximate-bytes.ts";
import { QuizContentCache } from "../../platform/cache/quiz-content-cache.ts";
import { RevalidatingCache } from "../../platform/cache/revalidating-cache.ts";
import { currentTime } from "../../platform/clock.ts";
import { call } from "../../platform/contracts/typed-broker.ts";
import { type Key, keyOf, type Question } from "../../platform/domain/question.ts";
import type { QuizContent } from "../../platform/domain/quiz.ts";
import { type QuestionWindow, type SessionRecord, shownAt } from "../../platform/domain/session.ts";
import { isPromise } from "../../platform/maybe-promise.ts";

/** Maximum difference between the clocks of a gateway and of this node, in ms. */
const MAX_CLOCK_SKEW_MS = 250;

/** All that is needed to grade the answers of one session. */
export class GradingContext {
  readonly session: SessionRecord;
  readonly content: QuizContent;
  /** Epoch ms when its load began: later changes may be missing. */
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

  /**
   * An answer's elapsed time counts up to this, in ms: the time limit, and the whole window if that is longer because it
   * was extended; in pace `self` the window alone.
   */
  maxElapsedMs(no: number): number | null {
    const window = this.#windows.get(no);
    const windowMs = window?.closesAt == null ? null : window.closesAt - window.openedAt;
    if (this.session.settings.pace === "self") return windowMs;
    const limitMs = this.question(no)?.timeLimitMs ?? null;
    return limitMs === null ? null : Math.max(limitMs, windowMs ?? 0);
  }

  /**
   * Whether this context may be too old for an answer that arrived at `receivedAt` (epoch ms), so that a newer one could
   * let it in or measure its time otherwise. Whether it is late decides the table.
   */
  isStaleFor(no: number, receivedAt: number): boolean {
    const window = this.#windows.get(no);
    if (window && receivedAt >= window.openedAt) return this.#mayBeExtended(window, receivedAt);
    // In the time for reading, a window opens when it was announced.
    const isRead =
      window !== undefined && shownAt(window, this.session.settings) + MAX_CLOCK_SKEW_MS <= receivedAt;
    return !isRead && this.loadedAt - MAX_CLOCK_SKEW_MS <= receivedAt;
  }

  /** Whether the answer came after the close, and this context was loaded before it: a question is extended until then. */
  #mayBeExtended({ closesAt, revealedAt }: QuestionWindow, receivedAt: number): boolean {
    return closesAt !== null && revealedAt === null && receivedAt > closesAt && this.loadedAt < closesAt;
  }
}

/** An older context is refreshed in the background, so that a lost event does no lasting harm; in ms. */
const STALE_AFTER_MS = 5000;

/** Maximum memory of all contexts with their quizzes, in bytes. */
const MAX_BYTES = 96 * 1024 * 1024;

/**
 * The grading contexts of the sessions that are being answered. An answer does not wait for the refresh of an old
 * context. If a missing change matters, the database detects it, and only then the answer waits for a newer context.
 */
export class GradingContextCache {
  readonly #broker: ServiceBroker;
  readonly #contents: QuizContentCache;
  readonly #contexts = new RevalidatingCache<number, GradingContext, void, null>({
    max: 5000,
    maxBytes: MAX_BYTES,
    measure: {
      // The windows are kept in a list and in a map.
      ownBytes: ({ session }) => 2 * approximateBytes(session),
      sharedPart: ({ content }) => content,
      sharedBytes: approximateBytes,
    },
    staleAfterMs: STALE_AFTER_MS,
    load: (sessionNo) => this.#load(sessionNo),
  });

  constructor(broker: ServiceBroker) {
    this.#broker = broker;
    this.#contents = new QuizContentCache(broker);
  }

  /**
   * @param since epoch ms; a context that was loaded earlier is not good enough
   * @returns null if there is no such session
   */
  async get(sessionNo: number, since = 0): Promise<GradingContext | null> {
    const cached = this.#contexts.get(sessionNo);
    if (!isPromise(cached) && cached.loadedAt >= since) return cached;
    while (true) {
      // A load that is running may have begun too early.
      const loaded = await this.#contexts.refresh(sessionNo);
      if (!loaded || loaded.loadedAt >= since) return loaded;
    }
  }

  /** Call this when events may have been lost: every context is refreshed when it is next used. */
  markStale(): void {
    this.#contexts.markAllStale();
  }

  /** Drops a deleted session. */
  drop(sessionNo: number): void {
    this.#contexts.delete(sessionNo);
  }

  /** Applies a session from an event. The event may have been on its way for a while, so `loadedAt` stays. */
  apply(session: SessionRecord): void {
    const cached = this.#contexts.peek(session.no);
    if (!cached || cached.session.revision >= session.revision) return;
    this.#contexts.replace(session.no, new GradingContext(session, cached.content, cached.loadedAt));
  }

  async #load(sessionNo: number): Promise<GradingContext | null> {
    const loadedAt = currentTime();
    const found = await call(this.#broker, "sessions.byNo", { no: sessionNo });
    if (!found) {
      this.drop(sessionNo);
      return null;
    }
    const { session } = found;
    const content = this.#contexts.peek(sessionNo)?.content ?? (await this.#contents.get(session));
    if (!content) return null;
    const context = new GradingContext(session, content, loadedAt);
    const cached = this.#contexts.peek(sessionNo);
    if (!cached || cached.session.revision <= session.revision) {
      this.#contexts.set(sessionNo, context, loadedAt);
    }
    return context;
  }
}
