import { createParser } from "eventsource-parser";
import { toApiError } from "./api.ts";
import { deferred } from "./deferred.ts";
import type { Device } from "./device.ts";
import { ConnectionError } from "./errors.ts";

/** The server sends a comment every 15 s at least: a connection that is silent for this long is dead; in ms. */
const SILENCE_MS = 40_000;
/** More than any event has, in characters. */
const MAX_EVENT_LENGTH = 1_000_000;

/** The error of a connection that is given up because the device has slept. */
export const WOKEN = Symbol("woken");

/** Why a connection has ended. */
export interface Ending {
  /** Undefined if the server has ended it. */
  error?: unknown;
  /** When the server wants the client back, in ms from now. */
  retryMs?: number | undefined;
}

export interface ConnectionHandlers {
  onOpen(): void;
  /** @param id undefined if the event has none */
  onEvent(name: string, data: string, id: string | undefined): void;
  /**
   * The server has sent a comment or a `retry:`, which stand between its events and never in the midst of them.
   *
   * @param breakMs the `retry:` before a comment, which is no farewell: when to come back if the stream breaks, in ms
   * @returns the farewell so far: none
   */
  onPause(breakMs?: number): undefined;
}

/** One connection of a stream of Server-Sent Events. */
export class StreamConnection {
  readonly #device: Device;
  readonly #abort = new AbortController();
  readonly #stopped = deferred<Ending>();
  /** When the last bytes came, by two clocks: the one stands still while the device sleeps, the other may be set. */
  #heardAt!: { ticks: number; now: number };
  #cancelTimer = () => {};

  constructor(device: Device) {
    this.#device = device;
    this.#heard();
  }

  /** For how long nothing has come, in ms; at first since the connection was begun. */
  get silentMs(): number {
    const { ticks, now } = this.#heardAt;
    return Math.max(this.#device.monotonic() - ticks, Math.abs(this.#device.now() - now));
  }

  /** Gives the connection up. Its handlers are not called any more, and `run` resolves with this error. */
  stop(error: unknown): void {
    this.#abort.abort();
    this.#stopped.resolve({ error });
  }

  /**
   * Sends the request and reads the reply to its end. It never rejects.
   *
   * @param timeoutMs the reply must begin within this time
   */
  async run(
    request: Request,
    headers: Headers,
    handlers: ConnectionHandlers,
    timeoutMs: number,
  ): Promise<Ending> {
    this.#cancelTimer = this.#device.later(() => this.stop(new ConnectionError("timeout")), timeoutMs);
    const { signal } = this.#abort;
    const read = this.#read(new Request(request, { headers, signal }), handlers);
    const failed = (cause: unknown) => ({ error: new ConnectionError(cause) });
    const ending = await Promise.race([this.#stopped.promise, read.catch(failed)]);
    this.#cancelTimer();
    this.#abort.abort();
    return ending;
  }

  async #read(request: Request, handlers: ConnectionHandlers): Promise<Ending> {
    const { signal } = this.#abort;
    const response = await this.#device.fetch(request);
    if (!response.ok) return { error: toApiError(response, await response.json().catch(() => undefined)) };
    if (!response.headers.get("content-type")?.startsWith("text/event-stream")) {
      throw new Error("no event stream");
    }
    if (signal.aborted) return {};
    this.#cancelTimer();
    this.#heard();
    this.#watchSilence(SILENCE_MS);
    handlers.onOpen();
    let retryMs: number | undefined;
    const parser = createParser({
      maxBufferSize: MAX_EVENT_LENGTH,
      onEvent: ({ event = "message", data, id }) => {
        if (!signal.aborted) handlers.onEvent(event, data, id);
      },
      onComment: () => {
        retryMs = handlers.onPause(retryMs);
      },
      onRetry: (ms) => {
        retryMs = ms;
        handlers.onPause();
      },
    });
    const decoder = new TextDecoder();
    const reader = response.body!.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done || signal.aborted) return { retryMs };
      const { silentMs } = this;
      this.#heard();
      parser.feed(decoder.decode(value, { stream: true }));
      // These bytes have waited while the device slept. What has sent them may be gone.
      if (silentMs > SILENCE_MS) this.stop(WOKEN);
    }
  }

  #watchSilence(ms: number): void {
    this.#cancelTimer = this.#device.later(() => {
      const leftMs = SILENCE_MS - this.silentMs;
      if (leftMs > 0) this.#watchSilence(leftMs);
      else this.stop(new ConnectionError("silence"));
    }, ms);
  }

  #heard(): void {
    this.#heardAt = { ticks: this.#device.monotonic(), now: this.#device.now() };
  }
}
