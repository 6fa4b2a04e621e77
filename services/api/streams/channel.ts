import { currentTime } from "../../../platform/clock.ts";
import type { Arrival } from "../../../platform/contracts/contracts.ts";
import { removalOf } from "../../../platform/domain/session.ts";
import type { CachedSession } from "../caches/session-cache.ts";
import type { CachedSnapshot } from "../caches/snapshot-cache.ts";
import type { BeginDelivery } from "../fairness/deliveries.ts";
import type { Chunk } from "../http/response-stream.ts";
import { type Audience, figuresFor } from "../views/stats-view.ts";
import { Arrivals } from "./arrivals.ts";
import { BriefEvents } from "./brief-events.ts";
import { BroadcastQueue } from "./broadcast-queue.ts";
import { CatchUp } from "./catch-up.ts";
import { correctedSince } from "./corrected-events.ts";
import { chunkOfEvents, type EventCursor, type EventStream } from "./event-stream.ts";
import { FEEDS } from "./feed.ts";
import { type RemovedPlayer, removedEvents, removedPlayer, removedSince } from "./removed-events.ts";
import { SentFigures } from "./sent-figures.ts";
import {
  eventsSince,
  progressAt,
  type SessionEvent,
  type SessionProgress,
  shownQuestion,
  stateEvent,
} from "./session-events.ts";
import { StreamSet } from "./stream-set.ts";
import { StreamingPlayers } from "./streaming-players.ts";

/** First the few: the host, and the screen in the room. */
const AUDIENCES: readonly Audience[] = ["host", "screen", "players"];

/** A broadcast that takes longer than this delays stats and player counts; in ms. */
const SLOW_BROADCAST_MS = 5;

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
  readonly #catchUp: CatchUp;
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
  readonly #beginDelivery: BeginDelivery;

  /**
   * @param loadNewest the players of the session who joined last
   * @param beginDelivery called before a question is written to the streams of its players
   */
  constructor(
    session: CachedSession,
    snapshot: CachedSnapshot | undefined,
    loadNewest: () => Promise<Arrival[]> = async () => [],
    beginDelivery: BeginDelivery = () => undefined,
  ) {
    this.#session = session;
    this.#beginDelivery = beginDelivery;
    this.#arrivals = new Arrivals({
      load: loadNewest,
      playerCount: () => this.#session.record.players - this.#session.record.removed.length,
      encode: (events) => this.#encode(events, this.#figures.sentSeq),
      send: (streams, chunk) =>
        this.#broadcasts.add(
          () => streams,
          (stream) => stream.write(chunk),
        ),
    });
    this.#sentProgress = progressAt(session, currentTime());
    this.#figures = new SentFigures(session, snapshot);
    const newest = () => ({ session: this.#session, progress: this.#sentProgress });
    this.#catchUp = new CatchUp(newest, this.#figures);
    this.#brief = new BriefEvents(stateEvent(session, "players", currentTime()).data, this.#figures.sentSeq);
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
    stream.hasUpTo = this.#broadcasts.lastNo;
    this.#catchUp.sendInitial(stream, lastReceived);
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
    stream.hasUpTo = this.#broadcasts.lastNo;
    this.#catchUp.sendNewest(stream);
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
    else this.#flushTimer ??= setTimeout(() => this.#flushInTurn(), delayMs);
  }

  /** After the broadcast that is under way. */
  #flushInTurn(): void {
    this.#flushTimer = undefined;
    this.#isFlushDue = !this.#broadcasts.isIdle;
    if (!this.#isFlushDue) this.#flush();
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

  #encode(events: readonly SessionEvent[], seq: number): Chunk {
    return chunkOfEvents(events, { revision: this.#session.record.revision, seq }, currentTime());
  }

  #broadcast(audience: Audience, events: readonly SessionEvent[]): void {
    if (events.length === 0) return;
    const { position } = this.#figures.statsFor(audience);
    const brief =
      audience === "players" ? this.#brief.from(events, this.#session.record, this.#figures.sentSeq) : [];
    const question = audience === "players" ? shownQuestion(events) : undefined;
    const delivery = question && this.#beginDelivery(this.#session.record, question);
    for (const feed of FEEDS[audience]) {
      const told = feed === "brief" ? brief : events;
      // Most sessions have no screen: what nobody gets is not encoded.
      if (told.length === 0 || this.#streams.of(feed).size === 0) continue;
      const chunk = this.#encode(told, feed === "brief" ? this.#brief.sentSeq : this.#figures.sentSeq);
      this.#broadcasts.add(
        () => [...this.#streams.of(feed)],
        (stream) => {
          if (!stream.write(chunk)) return;
          stream.sentPosition = position;
          if (delivery) delivery.written(stream.playerNo);
        },
      );
    }
  }

  /** Stats and player counts wait for as long as a slow broadcast took. */
  #broadcastSent(tookMs: number): void {
    if (tookMs > SLOW_BROADCAST_MS) this.#nextFlushAt = performance.now() + tookMs;
    if (this.#isFlushDue && this.#broadcasts.isIdle) this.#scheduleFlush();
  }

  #forgetFlush(): void {
    clearTimeout(this.#flushTimer);
    this.#flushTimer = undefined;
    this.#isFlushDue = false;
  }
}
