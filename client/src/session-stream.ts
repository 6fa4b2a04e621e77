import { type ApiOptions, createApi, given, urlOf } from "./api.ts";
import { ServerClock } from "./clock.ts";
import { deferred } from "./deferred.ts";
import { type Device, thisDevice } from "./device.ts";
import { ApiError } from "./errors.ts";
import { type Connection, EventStream } from "./event-stream.ts";
import { Listeners } from "./listeners.ts";
import { NewestEvents } from "./newest-events.ts";
import type {
  ErrorType,
  HostedSession,
  Session,
  StreamEvent,
  StreamEventName,
  StreamPayloads,
} from "./types.ts";
import { WakeWatch } from "./wake.ts";

/** How often the server's clock is read again, on average; in ms. */
const RESYNC_MS = 300_000;
/** How many clients of a session come back in one ms, if all have lost their streams. */
const RETURNS_PER_MS = 20;
/** The longest time over which they spread, in ms: as after a planned stop of a gateway. */
const MAX_SPREAD_MS = 5000;

export interface FollowOptions extends ApiOptions {
  sessionId: string;
  /** Followers may share one. By default each has its own. */
  clock?: ServerClock | undefined;
  /** Followers may share one. By default each has its own. */
  wake?: WakeWatch | undefined;
  /** @internal The session exists for sure: what only a proxy says against it is for now. */
  isKnown?: boolean | undefined;
  /** @internal Asks for the events in brief; it tells all that follows from them. For players only. */
  isBrief?: boolean | undefined;
  /** @internal Whom it tells; by default it has listeners of its own. */
  listeners?: Listeners<FollowerEvents> | undefined;
}

/** What listeners of a follower are called with, by the event's name. */
export interface FollowerEvents extends StreamPayloads {
  connection: Connection;
}

/**
 * Follows a session: one event stream that comes back by itself, and the newest that it told.
 *
 * After an interruption some events may come again, and some that newer ones have replaced may be missing. An older state
 * never replaces a newer one, and is not passed on.
 */
export class SessionStream {
  readonly clock: ServerClock;
  readonly #device: Device;
  readonly #stream: EventStream;
  readonly #wake: WakeWatch;
  readonly #listeners: Listeners<FollowerEvents>;
  /** @internal */
  protected readonly newest = new NewestEvents();
  readonly #ready = deferred<Session>();
  readonly #ended = deferred<Session>();
  readonly #ownsClock: boolean;
  #isStarted = false;
  #stopWatching = () => {};
  #cancelResync = () => {};

  /** @throws TypeError if the address or the token cannot be sent */
  constructor(options: FollowOptions) {
    const {
      sessionId,
      clock,
      wake,
      baseUrl,
      token,
      device = thisDevice(),
      timeoutMs,
      isKnown,
      isBrief,
    } = options;
    this.#device = device;
    this.#listeners = options.listeners ?? new Listeners();
    this.#ownsClock = clock === undefined;
    // Without a token: a browser need not ask another origin first whether it may read the clock.
    this.clock = clock ?? new ServerClock(createApi({ baseUrl, device, timeoutMs }), device);
    this.#wake = wake ?? new WakeWatch(device);
    const url = urlOf(baseUrl, "/api/sessions/{id}/events", {
      path: { id: sessionId },
      query: { events: isBrief ? "brief" : undefined },
    });
    const headers = given({ accept: "text/event-stream", authorization: token && `Bearer ${token}` });
    this.#stream = new EventStream({
      request: new Request(url, { headers, cache: "no-store" }),
      device,
      onEvent: (name, data, id) => this.#receive(name, data, id),
      onConnection: (connection, error) => this.#connectionChanged(connection, error),
      isOver: () => this.newest.ended !== undefined,
      isKnown,
      spreadMs: () => Math.min(MAX_SPREAD_MS, (this.session?.players ?? 0) / RETURNS_PER_MS),
    });
  }

  /**
   * The first state.
   *
   * It rejects with ApiError if the server refuses the stream for good (no such session, a token that is not valid, a
   * player whom the host has removed), and with Error if the follower is closed before.
   */
  get ready(): Promise<Session> {
    return this.#ready.promise;
  }

  /** The state with which the session ended. It rejects as `ready` does. */
  get ended(): Promise<Session> {
    return this.#ended.promise;
  }

  /** The newest state; undefined before the first. */
  get session(): Session | HostedSession | undefined {
    return this.newest.session;
  }

  /** The newest stats of each question that the stream has told. */
  get stats(): ReadonlyMap<number, StreamPayloads["stats"]> {
    return this.newest.stats;
  }

  /** The newest leaderboard; undefined before the first. */
  get leaderboard(): StreamPayloads["leaderboard"] | undefined {
    return this.newest.leaderboard;
  }

  /** `connecting`, `open`, `waiting` until the next attempt, or `closed` for good. */
  get connection(): Connection {
    return this.#stream.connection;
  }

  /** Opens the stream. Until it is closed, its timers keep a Node process alive. */
  start(): this {
    if (this.#isStarted || this.connection === "closed") return this;
    this.#isStarted = true;
    this.#stopWatching = this.#wake.onWake(() => {
      this.#stream.wake();
      this.clock.sync().catch(() => {});
    });
    this.#keepTime();
    this.#stream.start();
    return this;
  }

  /** Closes the stream and stops all timers. A session that has ended closes nothing: its last figures come later. */
  close(): void {
    this.#stream.close();
  }

  /**
   * Calls a listener with each event of this name. What it throws is written to the console.
   *
   * @param listener gets the payload and the event's id; for "connection" what `connection` is now
   * @returns a function that removes the listener
   */
  on<N extends keyof FollowerEvents>(
    name: N,
    listener: (data: FollowerEvents[N], id: string) => void,
  ): () => void {
    return this.#listeners.on(name, listener);
  }

  /** @internal Whoever reads the events one by one gets this one. */
  protected told(_event: StreamEvent): void {}

  /** @internal The stream is closed for good. @param _failure why the server refuses it; undefined after `close()` */
  protected stopped(_failure: ApiError | undefined): void {}

  /** @returns false if it is malformed */
  #receive(name: string, text: string, id: string): boolean {
    let data: StreamPayloads[StreamEventName];
    try {
      data = JSON.parse(text);
    } catch {
      return false;
    }
    if (Object(data) !== data) return false;
    this.clock.note(data.now);
    this.#tell({ event: name, id, data } as StreamEvent);
    return true;
  }

  #tell(received: StreamEvent): void {
    if (!this.newest.take(received)) return;
    const { event, data, id } = received;
    this.#listeners.emit(event, data, id);
    this.told(received);
    this.#settle(received);
    const implied = this.newest.impliedBy(received);
    if (implied) this.#tell(implied);
  }

  #settle({ event, data }: StreamEvent): void {
    if (event === "state" || event === "ended") this.#ready.resolve(data);
    if (event === "ended") this.#ended.resolve(data);
    // The others who are told of removed players are hosts and screens. Their sessions have the join code.
    if (event !== "removed" || (this.session && "code" in this.session)) return;
    const [status, type]: [number, ErrorType] = data.banned ? [403, "BANNED"] : [401, "INVALID_TOKEN"];
    const message = "The player was removed.";
    this.#stream.close(new ApiError<ErrorType>(status, { type, message }));
  }

  #connectionChanged(connection: Connection, error: ApiError | undefined): void {
    if (connection === "closed") {
      this.#stopWatching();
      this.#cancelResync();
      if (this.#ownsClock) this.clock.close();
      const reason = error ?? new Error("The follower was closed.");
      this.#ready.reject(reason);
      this.#ended.reject(reason);
      this.stopped(error);
    }
    this.#listeners.emit("connection", connection);
  }

  /** Reads the server's clock every few minutes. If that fails, there are still the times of the events. */
  #keepTime(): void {
    if (this.clock.ageMs > RESYNC_MS / 2) this.clock.sync().catch(() => {});
    const ms = RESYNC_MS * (0.5 + this.#device.random());
    this.#cancelResync = this.#device.later(() => this.#keepTime(), ms);
  }
}
