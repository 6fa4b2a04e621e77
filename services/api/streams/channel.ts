import { currentTime } from "../../../platform/clock.ts";
import type { CachedSession } from "../caches/session-cache.ts";
import type { CachedSnapshot } from "../caches/snapshot-cache.ts";
import type { Chunk } from "../http/response-stream.ts";
import type { Audience } from "../views/stats-view.ts";
import { chunkOfEvents, type EventCursor, type EventStream } from "./event-stream.ts";
import { type SentEntry, SentStats } from "./sent-stats.ts";
import {
  currentEvents,
  eventsSince,
  leaderboardEvent,
  progressAt,
  type SessionEvent,
  type SessionProgress,
  stateEvent,
  statsEvent,
} from "./session-events.ts";

const AUDIENCES: readonly Audience[] = ["players", "host"];

/** A broadcast that takes longer than this delays stats and player counts; in ms. */
const SLOW_BROADCAST_MS = 5;

/** How long encoded stats are used again for streams that missed them, in ms. */
const SHARED_FOR_MS = 1000;

/**
 * The streams of one session on this node. An event is encoded once per audience. What happens in the session is sent
 * at once. Stats and player counts wait: after a slow broadcast they are delayed by as long as it took, and then only
 * the newest are sent. So old stats do not delay the next question, and a gateway does not spend its time on player
 * counts while many players join.
 */
export class Channel {
  readonly #streams = new Set<EventStream>();
  #session: CachedSession;
  #snapshot: CachedSnapshot | undefined;
  /** The session's progress that was sent to the streams. */
  #sentProgress: SessionProgress;
  /** The leaderboard that was last sent to each audience, as JSON without `asOf`. */
  #sentLeaderboards: Partial<Record<Audience, string>> = {};
  readonly #sentStats: Record<Audience, SentStats> = { players: new SentStats(), host: new SentStats() };
  /** `seq` of the last snapshot whose stats were broadcast. */
  #sentSeq = 0;
  /** Questions whose newest stats are not sent yet. */
  readonly #pendingStats = new Set<number>();
  /** Whether the newest player count is not sent yet. */
  #isPlayerCountPending = false;
  #flushTimer: NodeJS.Timeout | undefined;
  /** Stats and player counts wait until then, by `performance.now()`. */
  #nextFlushAt = 0;

  constructor(session: CachedSession, snapshot: CachedSnapshot | undefined) {
    this.#session = session;
    this.#snapshot = snapshot;
    this.#sentProgress = progressAt(session, currentTime());
    this.#sentSeq = snapshot?.seq ?? 0;
    if (snapshot) this.#markSent(snapshot);
  }

  get size(): number {
    return this.#streams.size;
  }

  get sessionId(): string {
    return this.#session.record.id;
  }

  get sessionNo(): number {
    return this.#session.record.no;
  }

  add(stream: EventStream, lastReceived: EventCursor): void {
    this.#streams.add(stream);
    this.#sendInitial(stream, lastReceived);
  }

  remove(stream: EventStream): void {
    this.#streams.delete(stream);
    if (this.#streams.size === 0) clearTimeout(this.#flushTimer);
  }

  /** Sends the newest state to a stream that was skipped, and the stats that matter now. */
  catchUp(stream: EventStream): void {
    this.#sendCurrent(stream, currentEvents(this.#session, stream.audience, currentTime()), this.#snapshot);
  }

  sessionChanged(session: CachedSession): void {
    const now = currentTime();
    const before = this.#sentProgress;
    this.#session = session;
    this.#closeRemovedPlayers(new Set(session.record.removed));
    for (const audience of AUDIENCES) {
      this.#sentStats[audience].invalidate();
      this.#broadcast(audience, eventsSince(session, before, audience, now));
    }
    this.#isPlayerCountPending = false;
    this.#sentProgress = progressAt(session, now);
    // Stats that were hidden until the close, or until the end, may be visible now.
    const hasJustEnded = this.#sentProgress.isOver && !before.isOver;
    const revealed = [...this.#sentProgress.closed].filter(
      (questionNo) => hasJustEnded || !before.closed.has(questionNo),
    );
    if (this.#snapshot) this.statsChanged(this.#snapshot, revealed);
  }

  playersChanged(session: CachedSession): void {
    this.#session = session;
    this.#isPlayerCountPending = true;
    this.#scheduleFlush();
  }

  /** @param questions whose stats may have changed; an audience is sent only the changes that it can see */
  statsChanged(snapshot: CachedSnapshot, questions: readonly number[]): void {
    this.#snapshot = snapshot;
    for (const questionNo of questions) this.#pendingStats.add(questionNo);
    this.#scheduleFlush();
  }

  sendKeepAlive(comment: Chunk): void {
    for (const stream of this.#streams) stream.write(comment);
  }

  closeWithRetry(): void {
    clearTimeout(this.#flushTimer);
    for (const stream of this.#streams) stream.closeWithRetry();
  }

  /** Sends a new subscriber the current state: the question first, then the stats, unless it has received them. */
  #sendInitial(stream: EventStream, lastReceived: EventCursor): void {
    const sent = this.#sentStats[stream.audience];
    stream.sentPosition = lastReceived.seq < 0 ? sent.position : sent.positionAt(lastReceived.seq);
    const current = currentEvents(this.#session, stream.audience, currentTime());
    const state = lastReceived.revision < this.#session.record.revision ? current : current.slice(0, 1);
    const snapshot = this.#snapshot && lastReceived.seq < this.#snapshot.seq ? this.#snapshot : undefined;
    this.#sendCurrent(stream, state, snapshot);
  }

  /** The token of a removed player is no longer valid, so the streams that it opened are closed. */
  #closeRemovedPlayers(removed: ReadonlySet<number>): void {
    for (const stream of this.#streams) {
      if (stream.playerNo === null || !removed.has(stream.playerNo)) continue;
      this.#streams.delete(stream);
      stream.end();
    }
  }

  /** Marks the initial snapshot as sent; new subscribers get it when they join. */
  #markSent(snapshot: CachedSnapshot): void {
    for (const audience of AUDIENCES) {
      for (const questionNo of snapshot.questions.keys()) this.#recordStats(audience, questionNo);
      this.#recordLeaderboard(audience);
    }
  }

  #scheduleFlush(): void {
    const delayMs = this.#nextFlushAt - performance.now();
    if (delayMs <= 0) this.#flush();
    else this.#flushTimer ??= setTimeout(() => this.#flush(), delayMs);
  }

  /** Sends the pending stats and player count. */
  #flush(): void {
    clearTimeout(this.#flushTimer);
    this.#flushTimer = undefined;
    const questions = [...this.#pendingStats];
    this.#pendingStats.clear();
    const isPlayerCountPending = this.#isPlayerCountPending;
    this.#isPlayerCountPending = false;
    this.#sentSeq = this.#snapshot?.seq ?? 0;
    for (const audience of AUDIENCES) {
      const state = isPlayerCountPending ? [stateEvent(this.#session, audience, currentTime())] : [];
      const stats = questions.flatMap((questionNo) => this.#recordStats(audience, questionNo));
      this.#broadcast(audience, [...state, ...stats, ...this.#recordLeaderboard(audience)]);
    }
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
    const { audience } = stream;
    const missed = snapshot && this.#isSelfPaced ? this.#sentStats[audience].since(stream.sentPosition) : [];
    const stats = snapshot ? [...this.#currentStats(audience), leaderboardEvent(snapshot, audience)] : [];
    const seq = this.#snapshot?.seq ?? 0;
    if (missed.length === 0) {
      stream.write(this.#encode([...state, ...stats], seq));
      return;
    }
    // The event id leaves out the stats that follow, so a client that disconnects here gets them when it reconnects.
    stream.write(this.#encode(state, missed[0]!.seq - 1));
    for (const entry of missed) {
      if (!stream.write(this.#missedStats(audience, entry))) return;
      stream.sentPosition = entry.position;
    }
    stream.write(this.#encode(stats, seq));
  }

  get #isSelfPaced(): boolean {
    return this.#session.record.settings.pace === "self";
  }

  #encode(events: readonly SessionEvent[], seq: number): Chunk {
    return chunkOfEvents(events, { revision: this.#session.record.revision, seq }, currentTime());
  }

  /** The bytes are shared for a second, and not longer: they tell the time. */
  #missedStats(audience: Audience, entry: SentEntry): Chunk {
    const at = currentTime();
    if (entry.encoded === undefined || at - entry.encoded.at > SHARED_FOR_MS) {
      entry.encoded = { chunk: this.#encode([this.#statsOf(audience, entry.question)], entry.seq - 1), at };
    }
    return entry.encoded.chunk;
  }

  #broadcast(audience: Audience, events: readonly SessionEvent[]): void {
    if (events.length === 0) return;
    const chunk = this.#encode(events, this.#sentSeq);
    const { position } = this.#sentStats[audience];
    const startedAt = performance.now();
    for (const stream of this.#streams) {
      if (stream.audience === audience && stream.write(chunk)) stream.sentPosition = position;
    }
    const endedAt = performance.now();
    const tookMs = endedAt - startedAt;
    if (tookMs > SLOW_BROADCAST_MS) this.#nextFlushAt = endedAt + tookMs;
  }

  /** Records the stats of a question as sent, and returns their event; none if the audience would see no change. */
  #recordStats(audience: Audience, questionNo: number): SessionEvent[] {
    const stats = this.#statsOf(audience, questionNo);
    const { asOf: _asOf, ...statsWithoutAsOf } = stats.data;
    const isNew = this.#sentStats[audience].record(
      questionNo,
      JSON.stringify(statsWithoutAsOf),
      this.#snapshot!.seq,
    );
    return isNew ? [stats] : [];
  }

  /** Records the leaderboard as sent, and returns its event; none if the audience would see no change. */
  #recordLeaderboard(audience: Audience): SessionEvent[] {
    if (!this.#snapshot) return [];
    const leaderboard = leaderboardEvent(this.#snapshot, audience);
    const leaderboardJson = JSON.stringify({ ...leaderboard.data, asOf: "" });
    if (this.#sentLeaderboards[audience] === leaderboardJson) return [];
    this.#sentLeaderboards[audience] = leaderboardJson;
    return [leaderboard];
  }

  #statsOf(audience: Audience, questionNo: number) {
    return statsEvent(this.#session, this.#snapshot!, questionNo, audience, currentTime());
  }

  /** The stats of the current question; pace `self` has none. */
  #currentStats(audience: Audience): SessionEvent[] {
    const current = this.#isSelfPaced ? undefined : [...this.#sentProgress.opened].at(-1);
    return current === undefined ? [] : [this.#statsOf(audience, current)];
  }
}
