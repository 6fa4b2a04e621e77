import type { Arrival } from "../../../platform/contracts/contracts.ts";
import { NotFound, RateLimited, TryAgain } from "../../../platform/errors.ts";
import { isPromise, type MaybePromise } from "../../../platform/maybe-promise.ts";
import { AddressCounts } from "../access/address-counts.ts";
import type { CachedSession, SessionCache } from "../caches/session-cache.ts";
import type { CachedSnapshot, SnapshotCache } from "../caches/snapshot-cache.ts";
import type { BeginDelivery } from "../fairness/deliveries.ts";
import type { ResponseStream } from "../http/response-stream.ts";
import { Channel } from "./channel.ts";
import { EventStream, parseLastEventId, type SlowConsumers } from "./event-stream.ts";
import type { Feed } from "./feed.ts";
import { OpeningQueue } from "./opening-queue.ts";
import { closingTimeMs, retryChunk, returnWindowMs } from "./retry-spread.ts";
import { spreadOver } from "./spread-closing.ts";
import type { StreamingPlayers } from "./streaming-players.ts";

/** The clients whose streams end at once come back over so long at least, in ms. */
const MIN_WINDOW_MS = 5000;
/** How often the sessions and snapshots of all streams are revalidated, in case an event was lost; in ms. */
const REVALIDATE_INTERVAL_MS = 5000;

/** Who opens a stream. */
export interface Subscriber {
  feed: Feed;
  /** The player whose token opens it; null for a host or an anonymous client. */
  playerNo: number | null;
  lastEventId: string | string[] | undefined;
  /** The key of the client's address. */
  client: string;
}

export interface EventHubOptions {
  sessions: SessionCache;
  snapshots: SnapshotCache;
  /** The maximum number of open streams on this node. */
  maxStreams: number;
  /** How many of them one address may have open. */
  shareOf: (client: string, max: number) => number;
  /** Loads the players of a session who joined last, in order of their numbers. */
  loadNewestPlayers: (sessionNo: number) => Promise<Arrival[]>;
  /** Called before a question is written to the streams of its players. */
  beginDelivery: BeginDelivery;
  /** How often a stream gets a comment of SSE, so that no proxy closes it while it is idle; in ms. */
  keepAliveMs: number;
}

/** All event streams of this node, by session. */
export class EventHub {
  readonly #sessions: SessionCache;
  readonly #snapshots: SnapshotCache;
  readonly #maxStreams: number;
  readonly #byAddress: AddressCounts;
  readonly #loadNewestPlayers: (sessionNo: number) => Promise<Arrival[]>;
  readonly #beginDelivery: BeginDelivery;
  readonly #channelsById = new Map<string, Channel>();
  readonly #channelsByNo = new Map<number, Channel>();
  readonly #timers: NodeJS.Timeout[];
  readonly slowConsumers: SlowConsumers = { skipped: 0, dropped: 0 };
  readonly openings = new OpeningQueue();
  #isClosing = false;
  #streamCount = 0;

  constructor(options: EventHubOptions) {
    const { maxStreams, shareOf } = options;
    this.#loadNewestPlayers = options.loadNewestPlayers;
    this.#beginDelivery = options.beginDelivery;
    this.#sessions = options.sessions;
    this.#snapshots = options.snapshots;
    this.#maxStreams = maxStreams;
    this.#byAddress = new AddressCounts((client) => shareOf(client, maxStreams));
    this.#timers = [
      setInterval(() => this.#sendKeepAlive(), options.keepAliveMs),
      setInterval(() => this.revalidate(), REVALIDATE_INTERVAL_MS),
    ];
  }

  get streamCount(): number {
    return this.#streamCount;
  }

  /** The number of streams of one session. */
  subscriberCount(sessionNo: number): number {
    return this.#channelsByNo.get(sessionNo)?.size ?? 0;
  }

  /** The players of a session who have a stream open at this node; undefined if nobody streams it. */
  streamingPlayers(sessionNo: number): StreamingPlayers | undefined {
    return this.#channelsByNo.get(sessionNo)?.streamingPlayers;
  }

  /**
   * Streams a session's events to a client; the current state comes first.
   *
   * @throws TryAgain if this node has its maximum of streams, too many wait for their opening, or it stops; RateLimited if
   * the client's address has its share of them
   */
  async stream(session: CachedSession, response: ResponseStream, subscriber: Subscriber): Promise<void> {
    if (response.isClosed) return;
    if (this.#streamCount >= this.#maxStreams || this.#isClosing) throw new TryAgain();
    this.openings.admit();
    const { client } = subscriber;
    if (!this.#byAddress.tryAdd(client)) throw new RateLimited(1000 + Math.floor(Math.random() * 4000));
    this.#streamCount++;
    response.onClose(() => {
      this.#streamCount--;
      this.#byAddress.remove(client);
    });
    const snapshot = await Promise.resolve(this.#snapshots.get(session.record.no)).catch(() => undefined);
    await this.openings.run(() => this.#open(session, snapshot, response, subscriber));
  }

  #open(
    session: CachedSession,
    loaded: CachedSnapshot | undefined,
    response: ResponseStream,
    { feed, playerNo, lastEventId }: Subscriber,
  ): void {
    if (response.isClosed) return;
    if (this.#isClosing) throw new TryAgain();
    const { id, no } = session.record;
    if (this.#sessions.isGone(id)) throw new NotFound("session");
    const newest = this.#sessions.peek(id) ?? session;
    // It may be newer now, if the opening has waited for its turn.
    const snapshot = this.#snapshots.peek(no) ?? loaded;
    const channel = this.#channelsById.get(id) ?? this.#addChannel(newest, snapshot);
    const catchUp = () => channel.catchUp(stream);
    const stream = new EventStream(response, feed, playerNo, catchUp, this.slowConsumers);
    response.onClose(() => this.#remove(channel, stream));
    channel.add(stream, parseLastEventId(lastEventId));
    stream.write(retryChunk(this.#streamCount));
  }

  sessionChanged(session: CachedSession): void {
    this.#channelsById.get(session.record.id)?.sessionChanged(session);
  }

  /** The session is deleted: its streams end, and whoever reconnects gets 404. */
  sessionDeleted(sessionId: string): void {
    const channel = this.#channelsById.get(sessionId);
    if (!channel) return;
    this.#channelsById.delete(sessionId);
    this.#channelsByNo.delete(channel.sessionNo);
    channel.end();
  }

  playersChanged(session: CachedSession): void {
    this.#channelsById.get(session.record.id)?.playersChanged(session);
  }

  /** Who has joined a session, and how many others. */
  playersArrived(sessionId: string, players: readonly Arrival[], more: number): void {
    this.#channelsById.get(sessionId)?.playersArrived(players, more);
  }

  /** @param questions whose stats may have changed; by default all of the snapshot */
  statsChanged(snapshot: CachedSnapshot, questions?: readonly number[]): void {
    const channel = this.#channelsByNo.get(snapshot.sessionNo);
    channel?.statsChanged(snapshot, questions ?? [...snapshot.questions.keys()]);
  }

  /** Loads a snapshot that is streamed but not cached; `statsChanged` is called when it is there. */
  loadMissingStats(sessionNo: number): void {
    if (this.#snapshots.has(sessionNo) || !this.#channelsByNo.has(sessionNo)) return;
    ignoreFailure(this.#snapshots.get(sessionNo));
  }

  /** Revalidates the sessions and snapshots of all streams. */
  revalidate(): void {
    for (const channel of this.#channelsById.values()) {
      ignoreFailure(this.#sessions.get(channel.sessionId));
      ignoreFailure(this.#snapshots.get(channel.sessionNo));
    }
  }

  /** How long `close` should take in a cluster, where other gateways take the clients; in ms. */
  get closingTimeMs(): number {
    return closingTimeMs(this.#streamCount);
  }

  /**
   * Ends every stream; the clients reconnect at random times. New streams are refused.
   *
   * @param overMs the streams end evenly over this time, and get events until then; by default all end at once
   */
  async close(overMs = 0): Promise<void> {
    this.#isClosing = true;
    for (const timer of this.#timers) clearInterval(timer);
    const channels = [...this.#channelsById.values()];
    if (overMs > 0) {
      const streams = channels.flatMap((channel) => channel.streams);
      // Ends that are spread bring spread returns.
      await spreadOver(streams, overMs, (stream) => stream.closeWithRetry());
    }
    const windowMs = Math.max(MIN_WINDOW_MS, returnWindowMs(this.#streamCount));
    for (const channel of channels) channel.closeWithRetry(windowMs);
  }

  #addChannel(session: CachedSession, snapshot: CachedSnapshot | undefined): Channel {
    const loadNewest = () => this.#loadNewestPlayers(session.record.no);
    const channel = new Channel(session, snapshot, loadNewest, this.#beginDelivery);
    this.#channelsById.set(channel.sessionId, channel);
    this.#channelsByNo.set(channel.sessionNo, channel);
    return channel;
  }

  #remove(channel: Channel, stream: EventStream): void {
    channel.remove(stream);
    if (channel.size > 0) return;
    // A stream that closes late may belong to a channel that another one has replaced.
    if (this.#channelsById.get(channel.sessionId) !== channel) return;
    this.#channelsById.delete(channel.sessionId);
    this.#channelsByNo.delete(channel.sessionNo);
  }

  #sendKeepAlive(): void {
    const comment = () => retryChunk(this.#streamCount);
    for (const channel of this.#channelsById.values()) channel.sendKeepAlive(comment);
  }
}

/** A load that fails is tried again at the next revalidation. */
function ignoreFailure(load: MaybePromise<unknown>): void {
  if (isPromise(load)) load.catch(() => {});
}
