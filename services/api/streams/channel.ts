import { currentTime } from "../../../platform/clock.ts";
import type { Arrival } from "../../../platform/contracts/contracts.ts";
import { removalOf } from "../../../platform/domain/session.ts";
import type { CachedSession } from "../caches/session-cache.ts";
import type { CachedSnapshot } from "../caches/snapshot-cache.ts";
import type { Chunk } from "../http/response-stream.ts";
import { type Audience, type FiguresAudience, figuresFor } from "../views/stats-view.ts";
import { Arrivals } from "./arrivals.ts";
import { BriefEvents } from "./brief-events.ts";
import { BroadcastQueue } from "./broadcast-queue.ts";
import { correctedSince } from "./corrected-events.ts";
import { chunkOfEvents, type EventCursor, type EventStream } from "./event-stream.ts";
import { FEEDS } from "./feed.ts";
import { OpeningChunks } from "./opening-chunks.ts";
import { type RemovedPlayer, removedEvents, removedPlayer, removedSince } from "./removed-events.ts";
import { SentFigures } from "./sent-figures.ts";
import type { SentEntry } from "./sent-stats.ts";
import {
  currentEvents,
  eventsSince,
  leaderboardEvents,
  progressAt,
  type SessionEvent,
  type SessionProgress,
  stateEvent,
  statsEvent,
} from "./session-events.ts";
import { StreamSet } from "./stream-set.ts";
import { StreamingPlayers } from "./streaming-players.ts";

const AUDIENCES: readonly Audience[] = ["players", "host", "screen"];

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
  readonly #streams = new StreamSet();
  /** The players whose streams these are. */
  readonly streamingPlayers = new StreamingPlayers();
  readonly #arrivals: Arrivals;
  #session: CachedSession;
  /** The session's progress that was sent to the streams. */
  #sentProgress: SessionProgress;
  readonly #figures: SentFigures;
  readonly #brief: BriefEvents;
  readonly #openings = new OpeningChunks();
  readonly #broadcasts = new BroadcastQueue(
    (stream) => this.#streams.has(stream),
    (tookMs) => this.#broadcastSent(tookMs),
  );
  /** Whether the newest player count is not sent yet. */
  #isPlayerCountPending = false;
  /** Whether stats or player counts wait for the broadcast that is under way. */
  #isFlushDue = false;
  #flushTimer: NodeJS.Timeout | undefined;
  /** Stats and player counts wait until then, by `performance.now()`. */
  #nextFlushAt = 0;

  /** @param loadNewest the players of the session who joined last */
  constructor(
    session: CachedSession,
    snapshot: CachedSnapshot | undefined,
    loadNewest: () => Promise<Arrival[]> = async () => [],
  ) {
    this.#session = session;
    this.#arrivals = new Arrivals({
      load: loadNewest,
      playerCount: () => this.#session.record.players - this.#session.record.removed.length,
      encode: (events) => this.#encode(events, this.#figures.sentSeq),
    });
    this.#sentProgress = progressAt(session, currentTime());
    this.#figures = new SentFigures(session, snapshot);
    this.#brief = new BriefEvents(stateEvent(session, "players", currentTime()).data);
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
    this.streamingPlayers.add(stream.playerNo);
    const { playerNo } = stream;
    const removal = playerNo === null ? null : removalOf(this.#session.record, playerNo);
    if (removal) {
      this.#endRemoved(stream, removedPlayer(playerNo!, removal === "banned"));
      return;
    }
    this.#sendInitial(stream, lastReceived);
    this.#arrivals.add(stream);
  }

  remove(stream: EventStream): void {
    if (!this.#streams.delete(stream)) return;
    this.streamingPlayers.remove(stream.playerNo);
    this.#arrivals.remove(stream);
    if (this.#streams.size > 0) return;
    this.#forgetFlush();
    this.#broadcasts.clear();
  }

  /** Sends the newest state to a stream that was skipped, and the stats that matter now. */
  catchUp(stream: EventStream): void {
    const state = currentEvents(this.#session, stream.audience, currentTime(), true);
    stream.hasUpTo = this.#broadcasts.lastNo;
    this.#sendCurrent(stream, state, this.#figures.snapshot);
    this.#arrivals.sendNewest(stream);
  }

  sessionChanged(session: CachedSession): void {
    const now = currentTime();
    const before = this.#sentProgress;
    const removed = removedSince(this.#session.record, session.record);
    this.#session = session;
    if (removed.length > 0) this.#playersRemoved(removed);
    this.#figures.invalidate();
    for (const audience of AUDIENCES) {
      this.#broadcast(audience, eventsSince(session, before, audience, now));
    }
    this.#isPlayerCountPending = false;
    this.#sentProgress = progressAt(session, now);
    // Stats that were hidden until the close, or until the end, may be visible now.
    const hasJustEnded = this.#sentProgress.isOver && !before.isOver;
    const revealed = [...this.#sentProgress.closed].filter(
      (questionNo) => hasJustEnded || !before.closed.has(questionNo),
    );
    const corrected = correctedSince(this.#sentProgress.corrections, before.corrections);
    const shown = corrected.filter((questionNo) => this.#sentProgress.shown.has(questionNo));
    if (this.#figures.snapshot) this.statsChanged(this.#figures.snapshot, [...revealed, ...shown]);
  }

  playersChanged(session: CachedSession): void {
    this.#session = session;
    this.#isPlayerCountPending = true;
    this.#scheduleFlush();
  }

  /** Who has joined, and how many others. Only hosts and screens are told. */
  playersArrived(players: readonly Arrival[], more: number): void {
    const { record } = this.#session;
    this.#arrivals.arrived(
      players.filter(({ playerNo }) => removalOf(record, playerNo) === null),
      more,
    );
  }

  /** @param questions whose stats may have changed; an audience is sent only the changes that it can see */
  statsChanged(snapshot: CachedSnapshot, questions: readonly number[]): void {
    this.#figures.change(snapshot, questions);
    this.#scheduleFlush();
  }

  /** @param comment makes the bytes for one stream */
  sendKeepAlive(comment: () => Chunk): void {
    this.#broadcasts.add(
      () => this.#streams.all(),
      (stream) => stream.write(comment()),
    );
  }

  /** Ends all streams; nothing is sent any more. */
  end(): void {
    this.stop();
    const streams = this.#streams.all();
    this.#streams.clear();
    for (const stream of streams) stream.end();
  }

  /** All streams, in no order. */
  get streams(): EventStream[] {
    return this.#streams.all();
  }

  /** Ends all streams at once. @param windowMs over how long their clients come back */
  closeWithRetry(windowMs?: number): void {
    this.stop();
    for (const stream of this.#streams.all()) stream.closeWithRetry(windowMs);
  }

  /** Forgets what is to be sent later. The streams stay open. */
  stop(): void {
    this.#forgetFlush();
    this.#broadcasts.clear();
    this.#arrivals.stop();
  }

  /** Sends a new subscriber the current state: the question first, then the stats, unless it has received them. */
  #sendInitial(stream: EventStream, lastReceived: EventCursor): void {
    stream.hasUpTo = this.#broadcasts.lastNo;
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

  /** Tells hosts and screens. The tokens of removed players are no longer valid: the streams that they opened end. */
  #playersRemoved(removed: readonly RemovedPlayer[]): void {
    const byNo = new Map(removed.map((player) => [player.playerNo, player]));
    this.#arrivals.forget(new Set(byNo.keys()));
    for (const audience of ["host", "screen"] as const) this.#broadcast(audience, removedEvents(removed));
    for (const stream of this.#streams.all()) {
      const player = stream.playerNo === null ? undefined : byNo.get(stream.playerNo);
      if (player) this.#endRemoved(stream, player);
    }
  }

  #endRemoved(stream: EventStream, player: RemovedPlayer): void {
    this.remove(stream);
    stream.end(this.#encode([{ event: "removed", data: player }], this.#figures.sentSeq));
  }

  #scheduleFlush(): void {
    this.#isFlushDue = !this.#broadcasts.isIdle;
    if (this.#isFlushDue) return;
    const delayMs = this.#nextFlushAt - performance.now();
    if (delayMs <= 0) this.#flush();
    else this.#flushTimer ??= setTimeout(() => this.#flush(), delayMs);
  }

  /** Sends the pending stats and player count. */
  #flush(): void {
    this.#forgetFlush();
    const isPlayerCountPending = this.#isPlayerCountPending;
    this.#isPlayerCountPending = false;
    const figures = this.#figures.take(this.#session);
    for (const audience of AUDIENCES) {
      const state = isPlayerCountPending ? [stateEvent(this.#session, audience, currentTime())] : [];
      this.#broadcast(audience, [...state, ...figures[figuresFor(audience)]]);
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

  #encode(events: readonly SessionEvent[], seq: number): Chunk {
    return chunkOfEvents(events, { revision: this.#session.record.revision, seq }, currentTime());
  }

  /** The bytes are shared for a second, and not longer: they tell the time. */
  #missedStats(audience: FiguresAudience, entry: SentEntry): Chunk {
    const at = currentTime();
    if (entry.encoded === undefined || at - entry.encoded.at > SHARED_FOR_MS) {
      entry.encoded = { chunk: this.#encode([this.#statsOf(audience, entry.question)], entry.seq - 1), at };
    }
    return entry.encoded.chunk;
  }

  #broadcast(audience: Audience, events: readonly SessionEvent[]): void {
    if (events.length === 0) return;
    const { position } = this.#figures.statsFor(audience);
    const brief = audience === "players" ? this.#brief.from(events, this.#session.record) : [];
    for (const feed of FEEDS[audience]) {
      const told = feed === "brief" ? brief : events;
      // Most sessions have no screen: what nobody gets is not encoded.
      if (told.length === 0 || this.#streams.of(feed).size === 0) continue;
      const chunk = this.#encode(told, this.#figures.sentSeq);
      this.#broadcasts.add(
        () => [...this.#streams.of(feed)],
        (stream) => {
          if (stream.write(chunk)) stream.sentPosition = position;
        },
      );
    }
  }

  /** Stats and player counts wait for as long as a slow broadcast took. */
  #broadcastSent(tookMs: number): void {
    if (tookMs > SLOW_BROADCAST_MS) this.#nextFlushAt = performance.now() + tookMs;
    if (this.#isFlushDue) this.#scheduleFlush();
  }

  #forgetFlush(): void {
    clearTimeout(this.#flushTimer);
    this.#flushTimer = undefined;
    this.#isFlushDue = false;
  }

  #statsOf(audience: FiguresAudience, questionNo: number) {
    return statsEvent(this.#session, this.#figures.snapshot!, questionNo, audience, currentTime());
  }

  /** The stats of the current question; pace `self` has none. */
  #currentStats(audience: FiguresAudience): SessionEvent[] {
    const current = this.#isSelfPaced ? undefined : [...this.#sentProgress.shown].at(-1);
    return current === undefined ? [] : [this.#statsOf(audience, current)];
  }
}
