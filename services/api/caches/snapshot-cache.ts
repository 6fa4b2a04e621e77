import type { ServiceBroker } from "moleculer";
import { approximateBytes } from "../../../platform/cache/approximate-bytes.ts";
import { RevalidatingCache } from "../../../platform/cache/revalidating-cache.ts";
import { isFreshSnapshot, type SharedCache, snapshotKey } from "../../../platform/cache/shared-cache.ts";
import { currentTime } from "../../../platform/clock.ts";
import { call } from "../../../platform/contracts/typed-broker.ts";
import type { QuestionStats, Snapshot } from "../../../platform/domain/stats.ts";
import { NotFound } from "../../../platform/errors.ts";
import type { MaybePromise } from "../../../platform/maybe-promise.ts";

/** The newest stats of a session: a full snapshot and the updates since. */
export interface CachedSnapshot extends Omit<Snapshot, "questions"> {
  readonly questions: ReadonlyMap<number, QuestionStats>;
  /** `asOf` of the full snapshot. A question without stats was not answered by then; later it may have been. */
  readonly fullAsOf: string;
}

/** An older full snapshot is refreshed in the background; in ms. */
const STALE_AFTER_MS = 2000;
/** A full snapshot of this age is not served before it was refreshed, if that is possible; in ms. */
const MAX_AGE_MS = 10_000;
/** Maximum memory of all snapshots with the replies that are made of them, in bytes. */
const MAX_BYTES = 64 * 1024 * 1024;
/** How long to wait for an owner if an older snapshot can be served instead, in ms. */
const OWNER_TIMEOUT_MS = 1500;

/**
 * The gateway's own copies of snapshots. Events update them. A miss asks the shared cache, then the board's owner.
 * No read makes the owner compute a snapshot that exists.
 */
export class SnapshotCache {
  readonly #broker: ServiceBroker;
  readonly #sharedCache: SharedCache;
  readonly #onLoaded: (snapshot: CachedSnapshot) => void;
  readonly #snapshots = new RevalidatingCache<number, CachedSnapshot>({
    max: 2000,
    maxBytes: MAX_BYTES,
    measure: { ownBytes: snapshotBytes },
    staleAfterMs: STALE_AFTER_MS,
    maxAgeMs: MAX_AGE_MS,
    staleIfError: true,
    maxWaitMs: OWNER_TIMEOUT_MS,
    load: (sessionNo) => this.#load(sessionNo),
  });

  /**
   * @param onLoaded called with every full snapshot that a load brought, unless it is older than the cached one: it may
   *   have stats of which the event was lost. Changes by events are returned by `apply`
   */
  constructor(
    broker: ServiceBroker,
    sharedCache: SharedCache,
    onLoaded: (snapshot: CachedSnapshot) => void = () => {},
  ) {
    this.#broker = broker;
    this.#sharedCache = sharedCache;
    this.#onLoaded = onLoaded;
  }

  get reads() {
    return this.#snapshots.reads;
  }

  /** @throws NotFound if there is no such session, as a rejection */
  get(sessionNo: number): MaybePromise<CachedSnapshot> {
    return this.#snapshots.get(sessionNo);
  }

  /** Whether a full snapshot is cached, to which updates can be added. */
  has(sessionNo: number): boolean {
    return this.#snapshots.peek(sessionNo) !== undefined;
  }

  /** The cached snapshot, whatever its age. */
  peek(sessionNo: number): CachedSnapshot | undefined {
    return this.#snapshots.peek(sessionNo);
  }

  /** Drops the snapshot of a deleted session. */
  drop(sessionNo: number): void {
    this.#snapshots.delete(sessionNo);
  }

  /** Call this when events may have been lost: no copy is served before it was refreshed, if that is possible. */
  invalidate(): void {
    this.#snapshots.invalidate();
  }

  /**
   * Adds an update to the cached snapshot.
   *
   * @returns the new snapshot; undefined if the update is not newer or no full snapshot is cached
   */
  apply(update: Snapshot): CachedSnapshot | undefined {
    const cached = this.#snapshots.peek(update.sessionNo);
    if (!cached || cached.seq >= update.seq) return undefined;
    const snapshot = merge(cached.questions, update, cached.fullAsOf);
    this.#snapshots.replace(update.sessionNo, snapshot);
    return snapshot;
  }

  async #load(sessionNo: number): Promise<CachedSnapshot> {
    const shared = await this.#sharedCache.getWithTtl(snapshotKey(sessionNo));
    const isFresh = shared !== undefined && isFreshSnapshot(shared.remainingTtlMs);
    // On a miss an old snapshot is served too: its owner may be gone, and the next one first reads a million answers.
    if (shared && (isFresh || !this.has(sessionNo))) {
      return this.#putFull(JSON.parse(shared.value), isFresh ? currentTime() : justStale());
    }
    const snapshot = await this.#callOwner(sessionNo);
    if (!snapshot) throw new NotFound("session");
    return this.#putFull(snapshot, currentTime());
  }

  /** If a snapshot can be served, nobody waits long for an owner that may be reading a million answers. */
  async #callOwner(sessionNo: number): Promise<Snapshot | null> {
    if (!this.has(sessionNo)) return call(this.#broker, "stats.snapshot", { session: sessionNo });
    const options = { timeout: OWNER_TIMEOUT_MS, retries: 0 };
    return call(this.#broker, "stats.snapshot", { session: sessionNo }, options).catch((error) => {
      const cached = this.#snapshots.peek(sessionNo);
      if (cached) this.#snapshots.set(sessionNo, cached, justStale());
      throw error;
    });
  }

  #putFull(full: Snapshot, refreshedAt: number): CachedSnapshot {
    const cached = this.#snapshots.peek(full.sessionNo);
    const isOlder = cached !== undefined && cached.seq > full.seq;
    const snapshot = isOlder ? cached : merge(new Map(), full, full.asOf);
    this.#snapshots.set(full.sessionNo, snapshot, refreshedAt);
    if (!isOlder) this.#onLoaded(snapshot);
    return snapshot;
  }
}

/** A refresh time that lets a copy be served while it is refreshed in the background; epoch ms. */
const justStale = () => currentTime() - STALE_AFTER_MS - 1;

function merge(
  before: ReadonlyMap<number, QuestionStats>,
  update: Snapshot,
  fullAsOf: string,
): CachedSnapshot {
  const questions = new Map(before);
  let bytes = questionBytes.get(before) ?? 0;
  for (const stats of update.questions) {
    bytes += approximateBytes(stats) - approximateBytes(questions.get(stats.question));
    questions.set(stats.question, stats);
  }
  questionBytes.set(questions, bytes);
  return { ...update, questions, fullAsOf };
}

/** The bytes of all stats in a snapshot's map, so that an update measures only what it changes. */
const questionBytes = new WeakMap<ReadonlyMap<number, QuestionStats>, number>();

/**
 * A snapshot with its replies: as JSON they take about as much again for the host and for players. For players with a
 * ticket there are replies of their own while those of all others are small.
 */
function snapshotBytes({ questions, leaderboards }: CachedSnapshot): number {
  return 3 * ((questionBytes.get(questions) ?? 0) + approximateBytes(leaderboards));
}
