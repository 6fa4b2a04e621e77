import { backoffMs } from "./backoff.ts";
import type { Device } from "./device.ts";
import { ApiError, isRefusal, MAX_WAIT_MS, mayRetry } from "./errors.ts";
import { type ConnectionHandlers, StreamConnection, WOKEN } from "./stream-connection.ts";

/** A reply that does not begin within this time is given up, in ms. */
const CONNECT_TIMEOUT_MS = 15_000;
/**
 * The first attempt after a connection has this time, in ms, and each one after it twice as
 * much. It may meet a connection that the browser has kept for later requests and that is just as dead.
 */
const FIRST_TIMEOUT_MS = 4000;
/** A connection that has sent something within this time is alive, in ms. */
const FRESH_MS = 4000;
/** A connection that has lasted this long was a good one, in ms: waits begin short again. */
const STABLE_MS = 10_000;

/** `waiting` is the time until the next attempt; `closed` is for good. */
export type Connection = "connecting" | "open" | "waiting" | "closed";

/** What a stream needs of whoever opens it. The functions may not throw. */
export interface EventStreamOptions {
  /** Sent for each connection, with the id of the last event. */
  request: Request;
  device: Device;
  /** Takes an event. @returns false if it is malformed: then its id is not taken either */
  onEvent(name: string, data: string, id: string): boolean;
  /** Takes each change. @param error if the server has refused the stream for good */
  onConnection(connection: Connection, error?: ApiError): void;
  /** Whether nothing more is expected: then a stream that the server ends is not opened again. */
  isOver(): boolean;
  /** Whether what is streamed exists for sure: then the first reply too may be that of a proxy. */
  isKnown?: boolean | undefined;
  /** Over how many ms the clients spread that have lost their streams together. */
  spreadMs(): number;
}

/**
 * A stream of Server-Sent Events that comes back by itself, from where it was
 * (https://html.spec.whatwg.org/multipage/server-sent-events.html). A browser's `EventSource` can send no token, and does
 * not notice a connection that died in silence.
 */
export class EventStream {
  readonly #options: EventStreamOptions;
  #connection: Connection = "connecting";
  #hasOpened: boolean;
  #current: StreamConnection | undefined;
  /** The `Last-Event-ID` of a new connection. */
  #resumeId: string | undefined;
  /** Several events have one id. While some of them may be missing, a new connection begins before them. */
  #newestId: string | undefined;
  /** Ends the wait that is under way; undefined if the server has asked for it. */
  #endWait: (() => void) | undefined;
  #cancelWait = () => {};
  /** The time that the server has given this stream in case that it breaks, so that not all come back at once; in ms. */
  #breakMs: number | undefined;

  constructor(options: EventStreamOptions) {
    this.#options = options;
    this.#hasOpened = options.isKnown === true;
  }

  get connection(): Connection {
    return this.#connection;
  }

  start(): void {
    void this.#run();
  }

  /** @param error if the server has refused it for good */
  close(error?: ApiError): void {
    this.#change("closed", error);
    this.#current?.stop(undefined);
    this.#cancelWait();
  }

  /**
   * Call it when the device may have slept. A connection that has sent nothing for some seconds is replaced at once, and
   * a wait ends, unless the server has asked for it.
   */
  wake(): void {
    this.#endWait?.();
    if (this.#current && this.#current.silentMs > FRESH_MS) this.#current.stop(WOKEN);
  }

  async #run(): Promise<void> {
    const { request, device, isOver, spreadMs } = this.#options;
    let failures = 0;
    let timeoutMs = CONNECT_TIMEOUT_MS;
    while (!this.#isClosed) {
      const begunAt = device.monotonic();
      const headers = new Headers(request.headers);
      if (this.#resumeId) headers.set("last-event-id", this.#resumeId);
      this.#current = new StreamConnection(device);
      const { error, retryMs } = await this.#current.run(request, headers, this.#handlers(), timeoutMs);
      this.#current = undefined;
      if (this.#isClosed) return;
      const isBroken = error === WOKEN || this.#connection === "open";
      timeoutMs = isBroken ? FIRST_TIMEOUT_MS : Math.min(CONNECT_TIMEOUT_MS, 2 * timeoutMs);
      if (error === WOKEN) {
        this.#change("connecting");
        continue;
      }
      if (this.#isRefusal(error)) return this.close(error);
      if (error === undefined && retryMs === undefined && isOver()) return this.close();
      failures = device.monotonic() - begunAt > STABLE_MS ? 1 : failures + 1;
      const isAsked =
        retryMs !== undefined || (error instanceof ApiError && error.retryAfterMs !== undefined);
      const ownMs = this.#breakMs ?? device.random() * spreadMs();
      await this.#wait(Math.min(MAX_WAIT_MS, retryMs ?? backoffMs(failures, error, device) + ownMs), isAsked);
      this.#change("connecting");
    }
  }

  #handlers(): ConnectionHandlers {
    this.#newestId = this.#resumeId;
    return {
      onOpen: () => {
        this.#hasOpened = true;
        this.#change("open");
      },
      onEvent: (name, data, id) => {
        const isSound = this.#options.onEvent(name, data, id ?? "");
        if (!isSound || id === undefined || id === this.#newestId) return;
        this.#resumeId = this.#newestId;
        this.#newestId = id;
      },
      onPause: (breakMs) => {
        this.#breakMs = breakMs ?? this.#breakMs;
        this.#resumeId = this.#newestId;
      },
    };
  }

  /** Once the stream was open, or is known to exist, a refusal without the API's own body is from a proxy, whose server is away for now. */
  #isRefusal(error: unknown): error is ApiError {
    return isRefusal(error) || (!this.#hasOpened && error instanceof ApiError && !mayRetry(error));
  }

  /** @param isAsked whether the server has asked for it */
  #wait(ms: number, isAsked: boolean): Promise<void> {
    return new Promise<void>((resolve) => {
      const cancel = this.#options.device.later(resolve, ms);
      this.#cancelWait = () => {
        cancel();
        resolve();
      };
      this.#endWait = isAsked ? undefined : this.#cancelWait;
      this.#change("waiting");
    }).finally(() => {
      this.#endWait = undefined;
    });
  }

  get #isClosed(): boolean {
    return this.#connection === "closed";
  }

  #change(connection: Connection, error?: ApiError): void {
    if (this.#isClosed || this.#connection === connection) return;
    this.#connection = connection;
    this.#options.onConnection(connection, error);
  }
}
