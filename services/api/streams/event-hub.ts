import type { Snapshot } from "../../../platform/contracts/contracts.ts";
import { TryAgain } from "../../../platform/errors.ts";
import { type Eventually, isPromise } from "../../../platform/maybe-promise.ts";
import type { KnownSession, SessionBook } from "../caches/session-cache.ts";
import type { SnapshotBook } from "../caches/snapshot-cache.ts";
import { chunkOf, type Outlet } from "../http/response-stream.ts";
import type { Audience } from "../views/stats-view.ts";
import { Channel } from "./channel.ts";
import { EventStream, type FallenBehind, readEventId } from "./event-stream.ts";

const COMMENT_EVERY_MS = 15_000;
/** How often what is streamed is looked up again, in case an event was lost; in ms. */
const RENEW_EVERY_MS = 5000;
const COMMENT = chunkOf(":\n\n");

/** All event streams of this node, by session. */
export class EventHub {
  readonly #sessions: SessionBook;
  readonly #snapshots: SnapshotBook;
  readonly #most: number;
  readonly #channels = new Map<string, Channel>();
  readonly #byNo = new Map<number, Channel>();
  readonly #timers: NodeJS.Timeout[];
  readonly fallenBehind: FallenBehind = { skipped: 0, dropped: 0 };
  #open = 0;

  /** @param most the most streams that this node holds open */
  constructor(sessions: SessionBook, snapshots: SnapshotBook, most: number) {
    this.#sessions = sessions;
    this.#snapshots = snapshots;
    this.#most = most;
    sessions.onChange = (known) => this.#channels.get(known.record.id)?.moved(known);
    snapshots.onChange = (snapshot, questions) =>
      this.#byNo.get(snapshot.sessionNo)?.updated(snapshot, questions);
    this.#timers = [
      setInterval(() => this.#comment(), COMMENT_EVERY_MS),
      setInterval(() => this.renew(), RENEW_EVERY_MS),
    ];
  }

  get open(): number {
    return this.#open;
  }

  /** How many streams follow this session. */
  followers(sessionNo: number): number {
    return this.#byNo.get(sessionNo)?.size ?? 0;
  }

  /**
   * Streams a session's events to a client; the current state comes first.
   *
   * @param playerNo whose token opens it; null for a host or a stranger
   * @throws TryAgain where this node holds all the streams that it may
   */
  async stream(
    known: KnownSession,
    outlet: Outlet,
    who: { audience: Audience; playerNo: number | null; lastEventId: string | string[] | undefined },
  ): Promise<void> {
    if (outlet.isClosed) return;
    if (this.#open >= this.#most) throw new TryAgain();
    this.#open++;
    outlet.onClose(() => {
      this.#open--;
    });
    const snapshot = await Promise.resolve(this.#snapshots.get(known.record.no)).catch(() => undefined);
    if (outlet.isClosed) return;
    const newest = this.#sessions.peek(known.record.id) ?? known;
    const channel = this.#channels.get(known.record.id) ?? this.#channel(new Channel(newest, snapshot));
    const catchUp = () => channel.catchUp(stream);
    const stream = new EventStream(outlet, who.audience, who.playerNo, catchUp, this.fallenBehind);
    outlet.onClose(() => this.#leave(channel, stream));
    channel.add(stream, readEventId(who.lastEventId));
  }

  playersJoined(known: KnownSession): void {
    this.#channels.get(known.record.id)?.joined(known);
  }

  /** Takes up newer figures; a node that has none of the session yet and streams none needs none. */
  figuresUpdated(update: Snapshot): void {
    if (this.#snapshots.has(update.sessionNo)) this.#snapshots.hear(update);
    else if (this.#byNo.has(update.sessionNo)) lookUp(this.#snapshots.get(update.sessionNo));
  }

  /** Looks up again all that is streamed. */
  renew(): void {
    for (const channel of this.#channels.values()) {
      lookUp(this.#sessions.get(channel.sessionId));
      lookUp(this.#snapshots.get(channel.sessionNo));
    }
  }

  /** Ends every stream and spreads the reconnects. */
  close(): void {
    for (const timer of this.#timers) clearInterval(timer);
    for (const channel of this.#channels.values()) channel.sayFarewell();
  }

  #channel(channel: Channel): Channel {
    this.#channels.set(channel.sessionId, channel);
    this.#byNo.set(channel.sessionNo, channel);
    return channel;
  }

  #leave(channel: Channel, stream: EventStream): void {
    channel.remove(stream);
    if (channel.size > 0) return;
    // One who leaves late may leave a channel in whose place there is another by now.
    if (this.#channels.get(channel.sessionId) !== channel) return;
    this.#channels.delete(channel.sessionId);
    this.#byNo.delete(channel.sessionNo);
  }

  #comment(): void {
    for (const channel of this.#channels.values()) channel.comment(COMMENT);
  }
}

/** What is found is told to whoever listens for changes; what is not is looked up again later. */
function lookUp(found: Eventually<unknown>): void {
  if (isPromise(found)) found.catch(() => {});
}
