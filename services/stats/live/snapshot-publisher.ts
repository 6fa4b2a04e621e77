import {
  isFreshSnapshot,
  type SharedCache,
  SNAPSHOT_TTL_MS,
  snapshotKey,
} from "../../../platform/cache/shared-cache.ts";
import type { Database } from "../../../platform/database/database.ts";
import type { Snapshot } from "../../../platform/domain/stats.ts";
import type { ColumnStats } from "../analysis/question-stats.ts";
import type { Leaders } from "../ranking/leaders.ts";
import { EMPTY_DISTRIBUTION } from "../ranking/score-distribution.ts";
import { NicknameCache } from "../reading/nickname-cache.ts";
import type { BoardUpdate } from "./session-board.ts";
import { assembleSnapshot, changedOnly } from "./snapshot.ts";
import type { BoardSession } from "./tracked-session.ts";

const NO_LEADERS: Leaders = { places: [], scores: EMPTY_DISTRIBUTION, newcomerRank: 1 };

/** Where snapshots are published. */
export interface PublishTargets {
  cache: SharedCache;
  /** Broadcasts a new snapshot, reduced to the questions that have changed, to all nodes. */
  announce(snapshot: Snapshot): Promise<void>;
}

/** The current stats and leaders of one session; publishes them as snapshots. */
export class SnapshotPublisher {
  readonly #sessionNo: number;
  readonly #targets: PublishTargets;
  readonly #onOvertaken: () => void;
  readonly #nicknames: NicknameCache;
  readonly #stats = new Map<number, ColumnStats>();
  /** Questions whose stats have changed since the last snapshot. */
  readonly #changedQuestions = new Set<number>();
  #leaders = { full: NO_LEADERS, open: NO_LEADERS };
  #snapshot: Snapshot | undefined;
  #cachedAt = 0;
  #isStopped = false;
  /** The `seq` of the session's last snapshot in the cache, made by any node; 0 if unknown. */
  #lastSeq = 0;

  /** @param onOvertaken is called when another node has published a newer snapshot of the session */
  constructor(sessionNo: number, targets: PublishTargets, onOvertaken: () => void) {
    this.#sessionNo = sessionNo;
    this.#targets = targets;
    this.#onOvertaken = onOvertaken;
    this.#nicknames = new NicknameCache(sessionNo);
    void this.#lookUpLastSeq();
  }

  /** The last snapshot, with all questions. */
  get snapshot(): Snapshot | undefined {
    return this.#snapshot;
  }

  /** Nothing is published any more: a refresh that is under way must not bring the snapshot of a deleted session back. */
  stop(): void {
    this.#isStopped = true;
  }

  /** How many questions have been answered. */
  get answeredQuestions(): number {
    return this.#stats.size;
  }

  /** Nicknames by player number; contains at least those of `players`. */
  nicknames(
    database: Database,
    players: readonly { playerNo: number }[],
  ): Promise<ReadonlyMap<number, string>> {
    return this.#nicknames.get(database, players);
  }

  /** How many answers the stats count, by question. */
  counted(): { question: number; counted: number }[] {
    return [...this.#stats.values()].map(({ question, attempts }) => ({ question, counted: attempts }));
  }

  /** Stores what an update of the board has changed, for the next snapshot. */
  apply(update: BoardUpdate): void {
    for (const stats of update.stats) {
      this.#stats.set(stats.question, stats);
      this.#changedQuestions.add(stats.question);
    }
    this.#leaders = { full: update.full ?? this.#leaders.full, open: update.open ?? this.#leaders.open };
  }

  /** Removes all stats. The next snapshot announces every question again, those without new stats as empty. */
  clearStats(): void {
    for (const question of this.#stats.keys()) this.#changedQuestions.add(question);
    this.#stats.clear();
  }

  /** Makes a snapshot of all applied updates, writes it to the cache and announces what has changed. */
  async publish(database: Database, session: BoardSession, { players, asOfUs }: BoardUpdate): Promise<void> {
    const leaders = this.#leaders;
    const nicknames = await this.#nicknames.get(database, [...leaders.full.places, ...leaders.open.places]);
    const previous = this.#snapshot;
    const input = { ...session, stats: this.#stats, leaders, nicknames, players, asOfUs };
    const snapshot = assembleSnapshot(input, Math.max(previous?.seq ?? 0, this.#lastSeq));
    const changes = changedOnly(snapshot, previous, this.#changedQuestions);
    this.#snapshot = snapshot;
    this.#changedQuestions.clear();
    if (this.#isStopped) return;
    void this.#writeToCache(snapshot);
    await this.#targets.announce(changes);
  }

  /**
   * Nothing waits for this look-up: it ends while the first answers are read. If the cache is slower than that, its
   * `seq` would matter only if the database's clock had been set back.
   */
  async #lookUpLastSeq(): Promise<void> {
    const last = await this.#targets.cache.getWithTtl(snapshotKey(this.#sessionNo));
    if (last) this.#lastSeq = (JSON.parse(last.value) as Snapshot).seq;
  }

  /** Writes the snapshot to the cache again before it expires; called at each request, as gateways read it there. */
  extendTtl(): void {
    const leftMs = SNAPSHOT_TTL_MS - 2 * (performance.now() - this.#cachedAt);
    if (this.#snapshot && !isFreshSnapshot(leftMs)) void this.#writeToCache(this.#snapshot);
  }

  /** Nothing waits for the write: a slow cache must not delay a request for stats. */
  async #writeToCache(snapshot: Snapshot): Promise<void> {
    if (this.#isStopped) return;
    this.#cachedAt = performance.now();
    const json = JSON.stringify(snapshot);
    const { cache } = this.#targets;
    const isNewest = await cache.setIfNewer(
      snapshotKey(this.#sessionNo),
      json,
      snapshot.seq,
      SNAPSHOT_TTL_MS,
    );
    if (!isNewest && !this.#isStopped) this.#onOvertaken();
  }
}
