import { LRUCache } from "lru-cache";
import type { Context, ServiceBroker } from "moleculer";
import { Contents } from "../../../platform/cache/quiz-content-cache.ts";
import { CacheReads } from "../../../platform/cache/shared-cache.ts";
import { call } from "../../../platform/contracts/typed-broker.ts";
import type { QuizContent } from "../../../platform/domain/quiz.ts";
import type { SessionRecord } from "../../../platform/domain/session.ts";
import { NotFound } from "../../../platform/errors.ts";
import type { Eventually } from "../../../platform/maybe-promise.ts";

/** A session as the gateway knows it, with the content of its quiz. */
export interface KnownSession {
  record: SessionRecord;
  content: QuizContent;
  /** Epoch ms when this node last heard of it. */
  heardAt: number;
}

/** Whoever asks, with the context of their request, which is made where a call is made. */
type Asking = { readonly ctx: Context };

/** Older than this, in ms, a copy is renewed behind the request that asked: a lost event is healed. */
const RENEW_AFTER_MS = 2000;
/** Older than this, in ms, a copy is not served before it is renewed. */
const LONGEST_AGE_MS = 10_000;

/**
 * The gateway's own copies of the sessions it serves: renewed by events, and by themselves once they have an
 * age. A thousand who miss one make one call.
 */
export class SessionBook {
  readonly reads = new CacheReads();
  readonly #broker: ServiceBroker;
  readonly #contents: Contents;
  readonly #sessions = new LRUCache<string, KnownSession>({ max: 5000 });
  /** Ids that were asked for and are none. */
  readonly #unknown = new LRUCache<string, true>({ max: 10_000, ttl: RENEW_AFTER_MS });
  readonly #loading = new Map<string, Promise<KnownSession>>();
  /** Copies heard of before this moment, epoch ms, may have missed an event. */
  #doubtedAt = 0;
  /** Told of every newer record, with the one that it replaces. */
  onChange: (known: KnownSession, before: SessionRecord | undefined) => void = () => {};

  constructor(broker: ServiceBroker) {
    this.#broker = broker;
    this.#contents = new Contents(broker);
  }

  /** @throws NotFound */
  get(id: string, asking?: Asking): Eventually<KnownSession> {
    const known = this.#sessions.get(id);
    const ageMs = known ? Date.now() - known.heardAt : Number.POSITIVE_INFINITY;
    if (known && ageMs < LONGEST_AGE_MS) {
      if (known.heardAt < this.#doubtedAt) return this.reads.miss(this.#load(id, asking).catch(() => known));
      if (ageMs > RENEW_AFTER_MS) this.#load(id, asking).catch(() => {});
      return this.reads.hit(known);
    }
    if (this.#unknown.has(id)) return Promise.reject(new NotFound("session"));
    return this.reads.miss(this.#load(id, asking));
  }

  /** Events may have been lost: no copy is served before it was renewed, where that is possible. */
  doubt(): void {
    this.#doubtedAt = Date.now();
    this.#unknown.clear();
  }

  /** What is known without asking anyone. */
  peek(id: string): KnownSession | undefined {
    return this.#sessions.peek(id);
  }

  /** Takes up a record from an event or a reply; older ones change nothing. */
  hear(record: SessionRecord): void {
    const known = this.#sessions.peek(record.id);
    if (!known) return;
    if (record.revision < known.record.revision) return;
    this.#put(record, known.content);
  }

  hearPlayers(id: string, players: number): KnownSession | undefined {
    const known = this.#sessions.peek(id);
    if (!known || known.record.players >= players) return undefined;
    known.record = { ...known.record, players };
    return known;
  }

  #put(record: SessionRecord, content: QuizContent): KnownSession {
    const before = this.#sessions.peek(record.id)?.record;
    const players = Math.max(record.players, before?.players ?? 0);
    const known = { record: { ...record, players }, content, heardAt: Date.now() };
    this.#sessions.set(record.id, known);
    if (before?.revision !== record.revision) this.onChange(known, before);
    return known;
  }

  #load(id: string, asking: Asking | undefined): Promise<KnownSession> {
    const underWay = this.#loading.get(id);
    if (underWay) return underWay;
    const loading = this.#fetch(id, asking?.ctx ?? this.#broker).finally(() => this.#loading.delete(id));
    this.#loading.set(id, loading);
    return loading;
  }

  async #fetch(id: string, ctx: Context | ServiceBroker): Promise<KnownSession> {
    const record = await call(ctx, "sessions.get", { id });
    if (!record) {
      this.#unknown.set(id, true);
      throw new NotFound("session");
    }
    const known = this.#sessions.peek(id);
    if (known && known.record.revision > record.revision) return known;
    const content = known?.content ?? (await this.#contents.get(record, ctx));
    if (!content) throw new NotFound("quiz");
    return this.#put(record, content);
  }
}
