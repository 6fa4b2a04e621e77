import { currentTime } from "../../../platform/clock.ts";
import type { CachedSession } from "../caches/session-cache.ts";
import type { CachedSnapshot } from "../caches/snapshot-cache.ts";
import { type Audience, type FiguresAudience, figuresFor } from "../views/stats-view.ts";
import { SentStats } from "./sent-stats.ts";
import { leaderboardEvents, type SessionEvent, statsEvent } from "./session-events.ts";

/** Screens get the players' figures, so these are recorded once for both. */
const FIGURES: readonly FiguresAudience[] = ["players", "host"];

/** The newest snapshot of a session, and what was sent of its stats and leaderboards. */
export class SentFigures {
  #snapshot: CachedSnapshot | undefined;
  /** `seq` of the last snapshot whose stats were broadcast. */
  #sentSeq = 0;
  /** Questions whose newest stats are not sent yet. */
  readonly #pending = new Set<number>();
  readonly #stats: Record<FiguresAudience, SentStats> = { players: new SentStats(), host: new SentStats() };
  /** The leaderboard that was last sent to each audience, as JSON without `asOf`. */
  readonly #leaderboards: Partial<Record<FiguresAudience, string>> = {};

  /** All of the first snapshot counts as sent: new subscribers get it when they join. */
  constructor(session: CachedSession, snapshot: CachedSnapshot | undefined) {
    if (!snapshot) return;
    this.change(snapshot, [...snapshot.questions.keys()]);
    this.take(session);
  }

  get snapshot(): CachedSnapshot | undefined {
    return this.#snapshot;
  }

  get sentSeq(): number {
    return this.#sentSeq;
  }

  /** The stats that were sent to an audience. */
  statsFor(audience: Audience): SentStats {
    return this.#stats[figuresFor(audience)];
  }

  /** @param questions whose stats may have changed */
  change(snapshot: CachedSnapshot, questions: readonly number[]): void {
    this.#snapshot = snapshot;
    for (const questionNo of questions) this.#pending.add(questionNo);
  }

  /** What stats show depends on the session too, and that has changed. */
  invalidate(): void {
    for (const audience of FIGURES) this.#stats[audience].invalidate();
  }

  /** Records what has changed as sent, and returns its events: for each audience the changes that it can see. */
  take(session: CachedSession): Record<FiguresAudience, SessionEvent[]> {
    const questions = [...this.#pending];
    this.#pending.clear();
    this.#sentSeq = this.#snapshot?.seq ?? 0;
    const eventsFor = (audience: FiguresAudience) => [
      ...questions.flatMap((questionNo) => this.#recordStats(session, audience, questionNo)),
      ...this.#recordLeaderboard(session, audience),
    ];
    return { players: eventsFor("players"), host: eventsFor("host") };
  }

  /** Records the stats of a question as sent, and returns their event; none if the audience would see no change. */
  #recordStats(session: CachedSession, audience: FiguresAudience, questionNo: number): SessionEvent[] {
    const stats = statsEvent(session, this.#snapshot!, questionNo, audience, currentTime());
    const { asOf: _asOf, ...statsWithoutAsOf } = stats.data;
    const isNew = this.#stats[audience].record(
      questionNo,
      JSON.stringify(statsWithoutAsOf),
      this.#snapshot!.seq,
    );
    return isNew ? [stats] : [];
  }

  /** Records the leaderboard as sent, and returns its event; none if the audience would see no change. */
  #recordLeaderboard(session: CachedSession, audience: FiguresAudience): SessionEvent[] {
    if (!this.#snapshot) return [];
    const [leaderboard] = leaderboardEvents(session, this.#snapshot, audience);
    if (!leaderboard) return [];
    const leaderboardJson = JSON.stringify({ ...leaderboard.data, asOf: "" });
    if (this.#leaderboards[audience] === leaderboardJson) return [];
    this.#leaderboards[audience] = leaderboardJson;
    return [leaderboard];
  }
}
