import { LRUCache } from "lru-cache";
import type { Context, ServiceBroker } from "moleculer";
import { approximateBytes } from "../../../platform/cache/approximate-bytes.ts";
import { QuizContentCache } from "../../../platform/cache/quiz-content-cache.ts";
import { RevalidatingCache } from "../../../platform/cache/revalidating-cache.ts";
import { call } from "../../../platform/contracts/typed-broker.ts";
import type { QuizContent } from "../../../platform/domain/quiz.ts";
import type { SessionRecord } from "../../../platform/domain/session.ts";
import { isUnavailable, NotFound } from "../../../platform/errors.ts";
import type { MaybePromise } from "../../../platform/maybe-promise.ts";

/** A session with the content of its quiz. */
export interface CachedSession {
  readonly record: SessionRecord;
  readonly content: QuizContent;
}

/** The request that needs a session. Its Moleculer context is created only if a call is made. */
type CallerContext = { readonly ctx: Context };

/** An older copy is refreshed in the background, so that a lost event does no lasting harm; in ms. */
const STALE_AFTER_MS = 2000;
/** A copy of this age is not served until it has been refreshed, unless a server is away; in ms. */
const MAX_AGE_MS = 10_000;
/** How long a request waits for a newer copy than the one at hand, in ms. */
const MAX_WAIT_MS = 500;
/** Maximum memory of all sessions with their quizzes, in bytes: some ten of the largest, thousands of usual ones. */
const MAX_BYTES = 96 * 1024 * 1024;
/** How long an id is remembered that does not exist, in ms. A deleted session does not come back. */
const UNKNOWN_FOR_MS = 30_000;

/** The gateway's own copies of the sessions that it serves, kept up to date by events and by revalidation. */
export class SessionCache {
  readonly #broker: ServiceBroker;
  readonly #onLoaded: (session: CachedSession) => void;
  readonly #onGone: (session: SessionRecord) => void;
  readonly #contents: QuizContentCache;
  readonly #sessions = new RevalidatingCache<string, CachedSession, CallerContext | undefined>({
    max: 5000,
    maxBytes: MAX_BYTES,
    measure: {
      ownBytes: ({ record }) => recordBytes(record),
      sharedPart: ({ content }) => content,
      sharedBytes: approximateBytes,
    },
    staleAfterMs: STALE_AFTER_MS,
    maxAgeMs: MAX_AGE_MS,
    staleIfError: isUnavailable,
    maxWaitMs: MAX_WAIT_MS,
    load: (id, caller) => this.#load(id, caller),
  });
  /** Ids that were requested and do not exist. */
  readonly #unknownIds = new LRUCache<string, true>({ max: 10_000, ttl: UNKNOWN_FOR_MS });

  /**
   * @param onLoaded called when a load has found a newer record; changes by events are returned by `applyRecord`
   * @param onGone called when a load has found that a cached session is deleted: the event may have been lost
   */
  constructor(
    broker: ServiceBroker,
    onLoaded: (session: CachedSession) => void = () => {},
    onGone: (session: SessionRecord) => void = () => {},
  ) {
    this.#broker = broker;
    this.#onLoaded = onLoaded;
    this.#onGone = onGone;
    this.#contents = new QuizContentCache(broker);
  }

  get reads() {
    return this.#sessions.reads;
  }

  /** @throws NotFound, as a rejection */
  get(id: string, caller?: CallerContext): MaybePromise<CachedSession> {
    return this.#sessions.get(id, caller);
  }

  /** Whether `get` starts no look-up of a session that may not exist: it is cached, being loaded, or known not to exist. */
  isKnown(id: string): boolean {
    return this.peek(id) !== undefined || this.#sessions.isLoading(id) || this.#unknownIds.has(id);
  }

  /** Whether this session is known not to exist, as after its deletion. */
  isGone(id: string): boolean {
    return this.#unknownIds.has(id);
  }

  /** The cached session, or the caller's own copy of it. @throws NotFound if it is deleted */
  newest(id: string, copy: CachedSession | undefined): CachedSession | undefined {
    const cached = this.peek(id);
    if (!cached && this.isGone(id)) throw new NotFound("session");
    return cached ?? copy;
  }

  /** Looks a session up, if its service can be reached. @throws NotFound if it is deleted */
  async reload(id: string): Promise<void> {
    await this.#sessions.refresh(id, undefined).catch((error) => {
      if (!isUnavailable(error)) throw error;
    });
  }

  /** Drops a deleted session; a load that is running does not bring it back. */
  drop(id: string): void {
    this.#unknownIds.set(id, true);
    this.#sessions.delete(id);
  }

  /** The cached session, whatever its age. */
  peek(id: string): CachedSession | undefined {
    return this.#sessions.peek(id);
  }

  /** Call this when events may have been lost: no copy is served until it has been refreshed, if that is possible soon. */
  invalidate(): void {
    this.#sessions.invalidate();
    this.#unknownIds.clear();
  }

  /**
   * Applies a record from an event or a reply to a cached session.
   *
   * @returns the session if the record is newer than the cached one
   */
  applyRecord(record: SessionRecord): CachedSession | undefined {
    const cached = this.#sessions.peek(record.id);
    if (!cached || record.revision < cached.record.revision) return undefined;
    const session = this.#put(record, cached.content, cached);
    return record.revision > cached.record.revision ? session : undefined;
  }

  /** @returns the session if the count is higher than the cached one */
  applyPlayerCount(id: string, players: number): CachedSession | undefined {
    const cached = this.#sessions.peek(id);
    if (!cached || cached.record.players >= players) return undefined;
    const session = { record: { ...cached.record, players }, content: cached.content };
    this.#sessions.replace(id, session);
    return session;
  }

  /** The number of players never decreases: an earlier event may have had a higher number than the record has. */
  #put(record: SessionRecord, content: QuizContent, cached: CachedSession | undefined): CachedSession {
    const players = Math.max(record.players, cached?.record.players ?? 0);
    const session = { record: { ...record, players }, content };
    this.#sessions.set(record.id, session);
    return session;
  }

  async #load(id: string, caller: CallerContext | undefined): Promise<CachedSession> {
    if (this.#unknownIds.has(id)) throw new NotFound("session");
    const ctx = caller?.ctx ?? this.#broker;
    const record = await call(ctx, "sessions.get", { id });
    const cached = this.#sessions.peek(id);
    if (!record) {
      this.drop(id);
      if (cached) this.#onGone(cached.record);
      throw new NotFound("session");
    }
    if (cached && cached.record.revision > record.revision) return cached;
    const content = cached?.content ?? (await this.#contents.get(record, ctx));
    if (!content) throw new NotFound("quiz");
    if (this.isGone(id)) throw new NotFound("session");
    const session = this.#put(record, content, cached);
    if (cached?.record.revision !== record.revision) this.#onLoaded(session);
    return session;
  }
}

/** By the list of windows, which a record keeps when only its number of players changes. */
const measured = new WeakMap<object, number>();

function recordBytes(record: SessionRecord): number {
  return measured.getOrInsertComputed(record.windows, () => approximateBytes(record));
}
