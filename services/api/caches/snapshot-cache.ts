import { LRUCache } from "lru-cache";
import type { ServiceBroker } from "moleculer";
import {
  CacheReads,
  isFreshSnapshot,
  type SharedCache,
  snapshotKey,
} from "../../../platform/cache/shared-cache.ts";
import type { QuestionFigures, Snapshot } from "../../../platform/contracts/contracts.ts";
import { call } from "../../../platform/contracts/typed-broker.ts";
import { NotFound } from "../../../platform/errors.ts";
import type { Eventually } from "../../../platform/maybe-promise.ts";
import { ReadyReplies } from "../views/snapshot-replies.ts";

/** A session's newest figures as the gateway knows them. */
export interface KnownSnapshot extends Omit<Snapshot, "questions"> {
  questions: Map<number, QuestionFigures>;
  /** What is sent of it, once it has been asked for. */
  ready: ReadyReplies;
  /** Epoch ms when the whole was last looked up; updates since then may have been lost. */
  wholeAt: number;
  /** As of when the last whole was: later nothing is known of a question that no update has told of. */
  wholeAsOf: string;
}

/** Older than this, in ms, the whole is looked up again behind the request that asked. */
const RENEW_AFTER_MS = 2000;
/** Older than this, in ms, it is not served before it was looked up again, where that is possible. */
const LONGEST_AGE_MS = 10_000;
/** How long an owner is waited for where there is something to serve meanwhile, in ms. */
const OWNER_PATIENCE_MS = 1500;

/**
 * The gateway's own copies of snapshots: replaced by events as they come, looked up in the shared cache and
 * then at the board's owner where there is none. A thousand who miss one make one call, and no call computes
 * what is there already.
 */
export class SnapshotBook {
  readonly reads = new CacheReads();
  readonly #broker: ServiceBroker;
  readonly #cache: SharedCache;
  readonly #snapshots = new LRUCache<number, KnownSnapshot>({ max: 2000 });
  readonly #loading = new Map<number, Promise<KnownSnapshot>>();
  /** Told of every snapshot that is not older, and of the questions that it has: a whole one may heal a gap. */
  onChange: (snapshot: KnownSnapshot, questions: readonly number[]) => void = () => {};

  constructor(broker: ServiceBroker, cache: SharedCache) {
    this.#broker = broker;
    this.#cache = cache;
  }

  /** @throws NotFound where there is no such session */
  get(sessionNo: number): Eventually<KnownSnapshot> {
    const known = this.#snapshots.get(sessionNo);
    if (!known) return this.reads.miss(this.#load(sessionNo));
    const ageMs = Date.now() - known.wholeAt;
    if (ageMs > LONGEST_AGE_MS) return this.reads.miss(this.#load(sessionNo).catch(() => known));
    if (ageMs > RENEW_AFTER_MS) this.#load(sessionNo).catch(() => {});
    return this.reads.hit(known);
  }

  /** Events may have been lost: what is known counts as old. */
  doubt(): void {
    for (const known of this.#snapshots.values()) known.wholeAt = 0;
  }

  /** Adds an update to what is known; one that is not newer, or has nothing to be added to, changes nothing. */
  hear(update: Snapshot): void {
    const known = this.#snapshots.peek(update.sessionNo);
    if (known && known.seq < update.seq) this.#put(update, known.questions, known);
  }

  /** Whether a whole snapshot is known, to which updates can be added. */
  has(sessionNo: number): boolean {
    return this.#snapshots.peek(sessionNo) !== undefined;
  }

  #load(sessionNo: number): Promise<KnownSnapshot> {
    const underWay = this.#loading.get(sessionNo);
    if (underWay) return underWay;
    const loading = this.#fetch(sessionNo).finally(() => this.#loading.delete(sessionNo));
    this.#loading.set(sessionNo, loading);
    return loading;
  }

  async #fetch(sessionNo: number): Promise<KnownSnapshot> {
    const cached = await this.#cache.newest(snapshotKey(sessionNo));
    const isFresh = cached !== undefined && isFreshSnapshot(cached.leftMs);
    // One that is not fresh is better than none: its owner may be gone, and the next one reads a million answers.
    if (cached && (isFresh || !this.has(sessionNo))) {
      return this.#take(JSON.parse(cached.value), isFresh ? Date.now() : Date.now() - RENEW_AFTER_MS - 1);
    }
    const snapshot = await this.#askOwner(sessionNo);
    if (!snapshot) throw new NotFound("session");
    return this.#take(snapshot, Date.now());
  }

  /** Where there is a snapshot to serve, nobody waits long for an owner that may be reading a million answers. */
  async #askOwner(sessionNo: number): Promise<Snapshot | null> {
    const known = this.#snapshots.peek(sessionNo);
    if (!known) return call(this.#broker, "stats.snapshot", { session: sessionNo });
    const options = { timeout: OWNER_PATIENCE_MS, retries: 0 };
    return call(this.#broker, "stats.snapshot", { session: sessionNo }, options).catch((error) => {
      known.wholeAt = Date.now() - RENEW_AFTER_MS - 1;
      throw error;
    });
  }

  #take(snapshot: Snapshot, wholeAt: number): KnownSnapshot {
    const known = this.#snapshots.peek(snapshot.sessionNo);
    if (!known || known.seq <= snapshot.seq) {
      return this.#put(snapshot, new Map(), { wholeAt, wholeAsOf: snapshot.asOf });
    }
    known.wholeAt = wholeAt;
    return known;
  }

  #put(
    snapshot: Snapshot,
    before: ReadonlyMap<number, QuestionFigures>,
    { wholeAt, wholeAsOf }: Pick<KnownSnapshot, "wholeAt" | "wholeAsOf">,
  ): KnownSnapshot {
    const questions = new Map(before);
    for (const figures of snapshot.questions) questions.set(figures.question, figures);
    const known = { ...snapshot, questions, ready: new ReadyReplies(), wholeAt, wholeAsOf };
    this.#snapshots.set(snapshot.sessionNo, known);
    this.onChange(
      known,
      snapshot.questions.map((figures) => figures.question),
    );
    return known;
  }
}
