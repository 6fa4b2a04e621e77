import { currentTime } from "../../../platform/clock.ts";
import type { CachedSession } from "../caches/session-cache.ts";
import type { CachedSnapshot } from "../caches/snapshot-cache.ts";
import type { Chunk } from "../http/response-stream.ts";
import { type Audience, type FiguresAudience, figuresFor } from "../views/stats-view.ts";
import { chunkOfEvents, type EventCursor, type EventStream } from "./event-stream.ts";
import { OpeningChunks } from "./opening-chunks.ts";
import type { SentFigures } from "./sent-figures.ts";
import type { SentEntry } from "./sent-stats.ts";
import {
  currentEvents,
  leaderboardEvents,
  type SessionEvent,
  type SessionProgress,
  statsEvent,
} from "./session-events.ts";

/** How long encoded stats are used again for streams that missed them, in ms. */
const SHARED_FOR_MS = 1000;

/** Brings single streams up to date: new ones, those that come back, and those that were skipped while they were slow. */
export class CatchUp {
  readonly #newest: () => { session: CachedSession; progress: SessionProgress };
  readonly #figures: SentFigures;
  readonly #openings = new OpeningChunks();

  /** @param newest the session, and its progress that was sent to the streams */
  constructor(newest: () => { session: CachedSession; progress: SessionProgress }, figures: SentFigures) {
    this.#newest = newest;
    this.#figures = figures;
  }

  /** Sends a new subscriber the current state: the question first, then the stats, unless it has received them. */
  sendInitial(stream: EventStream, lastReceived: EventCursor): void {
    const sent = this.#figures.statsFor(stream.audience);
    const { snapshot } = this.#figures;
    stream.sentPosition = lastReceived.seq < 0 ? sent.position : sent.positionAt(lastReceived.seq);
    const isNew = lastReceived.revision < 0;
    const isBehind = lastReceived.revision < this.#session.record.revision;
    // What the stats show depends on the session too.
    const missesStats = isBehind || lastReceived.seq < (snapshot?.seq ?? 0);
    const isBack = isBehind && !isNew;
    const state = () => {
      const current = currentEvents(this.#session, stream.audience, currentTime(), isBack);
      return isBehind ? current : current.slice(0, 1);
    };
    const hasMissedSome = missesStats && this.#isSelfPaced && sent.since(stream.sentPosition).length > 0;
    if (hasMissedSome) {
      this.#sendCurrent(stream, state(), snapshot);
      return;
    }
    const wants = `${stream.audience} ${isBehind} ${isBack} ${missesStats}`;
    const basis = { session: this.#session, snapshot };
    const chunk = this.#openings.get(wants, basis, () =>
      this.#encodeCurrent(stream.audience, state(), missesStats ? snapshot : undefined),
    );
    stream.write(chunk);
  }

  /** Sends the newest state to a stream that was skipped, and the stats that matter now. */
  sendNewest(stream: EventStream): void {
    const state = currentEvents(this.#session, stream.audience, currentTime(), true);
    this.#sendCurrent(stream, state, this.#figures.snapshot);
  }

  /**
   * Sends one stream the state, then the stats: those of the current question, or in pace `self` those of each question
   * that the stream has missed. These may be a thousand, so they are sent one by one, as bytes that all such streams
   * share; a client that becomes slow again continues from there.
   */
  #sendCurrent(
    stream: EventStream,
    state: readonly SessionEvent[],
    snapshot: CachedSnapshot | undefined,
  ): void {
    const audience = figuresFor(stream.audience);
    const missed =
      snapshot && this.#isSelfPaced ? this.#figures.statsFor(audience).since(stream.sentPosition) : [];
    if (missed.length === 0) {
      stream.write(this.#encodeCurrent(stream.audience, state, snapshot));
      return;
    }
    // The event id leaves out the stats that follow, so a client that disconnects here gets them when it reconnects.
    stream.write(this.#encode(state, missed[0]!.seq - 1));
    for (const entry of missed) {
      if (!stream.write(this.#missedStats(audience, entry))) return;
      stream.sentPosition = entry.position;
    }
    stream.write(this.#encodeCurrent(stream.audience, [], snapshot));
  }

  /** The state, then the stats of the current question and the leaderboard, if there is a snapshot. */
  #encodeCurrent(
    audience: Audience,
    state: readonly SessionEvent[],
    snapshot: CachedSnapshot | undefined,
  ): Chunk {
    const figures = figuresFor(audience);
    const stats = snapshot
      ? [...this.#currentStats(figures), ...leaderboardEvents(this.#session, snapshot, figures)]
      : [];
    return this.#encode([...state, ...stats], this.#figures.snapshot?.seq ?? 0);
  }

  get #isSelfPaced(): boolean {
    return this.#session.record.settings.pace === "self";
  }

  /** The bytes are shared for a second, and not longer: they tell the time. */
  #missedStats(audience: FiguresAudience, entry: SentEntry): Chunk {
    const at = currentTime();
    if (entry.encoded === undefined || at - entry.encoded.at > SHARED_FOR_MS) {
      entry.encoded = { chunk: this.#encode([this.#statsOf(audience, entry.question)], entry.seq - 1), at };
    }
    return entry.encoded.chunk;
  }

  #statsOf(audience: FiguresAudience, questionNo: number) {
    return statsEvent(this.#session, this.#figures.snapshot!, questionNo, audience, currentTime());
  }

  /** The stats of the current question; pace `self` has none. */
  #currentStats(audience: FiguresAudience): SessionEvent[] {
    const current = this.#isSelfPaced ? undefined : [...this.#newest().progress.shown].at(-1);
    return current === undefined ? [] : [this.#statsOf(audience, current)];
  }

  get #session(): CachedSession {
    return this.#newest().session;
  }

  #encode(events: readonly SessionEvent[], seq: number): Chunk {
    return chunkOfEvents(events, { revision: this.#session.record.revision, seq }, currentTime());
  }
}
