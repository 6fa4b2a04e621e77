import {
  isFreshSnapshot,
  type SharedCache,
  SNAPSHOT_LIFE_MS,
  snapshotKey,
} from "../../../platform/cache/shared-cache.ts";
import type { Snapshot } from "../../../platform/contracts/contracts.ts";
import type { Database } from "../../../platform/database/database.ts";
import type { Figures } from "../analysis/question-stats.ts";
import { NO_SCORES } from "../analysis/score-distribution.ts";
import type { Leaders } from "../ranking/leaders.ts";
import { Nicknames } from "../reading/nicknames.ts";
import type { Update } from "./session-board.ts";
import { assemble, news } from "./snapshot.ts";
import type { Subject } from "./tracked-session.ts";

const NOBODY: Leaders = { places: [], scores: NO_SCORES, newcomerRank: 1 };

/** Where snapshots go. */
export interface Outlets {
  cache: SharedCache;
  /** Tells all nodes of a new snapshot, which holds just the questions that have changed. */
  announce(snapshot: Snapshot): Promise<void>;
}

/** What one session's figures say, and how the world is told of it. */
export class Publication {
  readonly #sessionNo: number;
  readonly #outlets: Outlets;
  readonly #nicknames: Nicknames;
  readonly #figures = new Map<number, Figures>();
  /** Questions whose figures have changed since they were last announced. */
  readonly #changed = new Set<number>();
  #leaders = { full: NOBODY, open: NOBODY };
  #snapshot: Snapshot | undefined;
  #cachedAt = 0;
  /** Where the session's last snapshot left off, whichever node made it; 0 where nobody has said so yet. */
  #lastSeq = 0;

  constructor(sessionNo: number, outlets: Outlets) {
    this.#sessionNo = sessionNo;
    this.#outlets = outlets;
    this.#nicknames = new Nicknames(sessionNo);
    void this.#lookUpLastSeq();
  }

  /** The last snapshot, whole. */
  get snapshot(): Snapshot | undefined {
    return this.#snapshot;
  }

  /** How many questions have been answered. */
  get questions(): number {
    return this.#figures.size;
  }

  /** How many answers the figures count, by question. */
  counted(): { question: number; counted: number }[] {
    return [...this.#figures.values()].map(({ question, attempts }) => ({ question, counted: attempts }));
  }

  /** Takes in what an update of the board has found anew. */
  takeIn(update: Update): void {
    for (const figures of update.figures) {
      this.#figures.set(figures.question, figures);
      this.#changed.add(figures.question);
    }
    this.#leaders = { full: update.full ?? this.#leaders.full, open: update.open ?? this.#leaders.open };
  }

  /** Forgets all figures: those that do not come again are told to be gone. */
  forget(): void {
    for (const question of this.#figures.keys()) this.#changed.add(question);
    this.#figures.clear();
  }

  /** Makes a snapshot of what was taken in, and tells of it. */
  async publish(database: Database, subject: Subject, { players, asOfUs }: Update): Promise<void> {
    const leaders = this.#leaders;
    const nicknames = await this.#nicknames.of(database, [...leaders.full.places, ...leaders.open.places]);
    const previous = this.#snapshot;
    const findings = { ...subject, figures: this.#figures, leaders, nicknames, players, asOfUs };
    const snapshot = assemble(findings, Math.max(previous?.seq ?? 0, this.#lastSeq));
    const announced = news(snapshot, previous, this.#changed);
    this.#snapshot = snapshot;
    this.#changed.clear();
    this.#cache(snapshot);
    await this.#outlets.announce(announced);
  }

  /**
   * Nobody waits for it: while the board is read it comes, and a cache that is slower would only be needed where
   * the database's clock had been set back.
   */
  async #lookUpLastSeq(): Promise<void> {
    const last = await this.#outlets.cache.newest(snapshotKey(this.#sessionNo));
    if (last) this.#lastSeq = (JSON.parse(last.value) as Snapshot).seq;
  }

  /** Keeps the snapshot where gateways look first, for as long as somebody asks. */
  keepCached(): void {
    const leftMs = SNAPSHOT_LIFE_MS - 2 * (performance.now() - this.#cachedAt);
    if (this.#snapshot && !isFreshSnapshot(leftMs)) this.#cache(this.#snapshot);
  }

  /** Begins to; whoever asks for figures must not wait for a slow cache to take them. */
  #cache(snapshot: Snapshot): void {
    this.#cachedAt = performance.now();
    const json = JSON.stringify(snapshot);
    void this.#outlets.cache.setVersion(snapshotKey(this.#sessionNo), json, snapshot.seq, SNAPSHOT_LIFE_MS);
  }
}
