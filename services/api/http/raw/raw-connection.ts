import type { Socket } from "node:net";
import { lingeringClose } from "../../../../platform/http/lingering-close.ts";
import {
  MAX_HELD_BYTES,
  REQUESTS_PER_TURN,
  WRITE_TIMEOUT_MS,
} from "../../../../platform/http/paced-connection.ts";
import type { RequestHead } from "../request-context.ts";
import type { Reply } from "../response.ts";
import type { ResponseWriter } from "./raw-request-context.ts";
import { serializeHead, writeResponse } from "./raw-response.ts";
import { RawResponseStream } from "./raw-response-stream.ts";
import { type ParsedHead, parseRequestHead } from "./request-head.ts";

/** Handles the requests of raw connections. The connection passes the `Match` that `match` returns on to `handle`. */
export interface ConnectionHandler<Match extends object> {
  /** How long a connection may be idle, in ms. */
  keepAliveMs: number;
  /** How long a request may take to arrive, in ms. */
  requestTimeoutMs: number;
  /** During a shutdown, every response closes its connection. */
  readonly isShuttingDown: boolean;
  /** Finds the route of a request; undefined if Node's server must handle it. */
  match(head: ParsedHead): Match | undefined;
  /** Handles a request with its full body. It replies once through the writer, at once or later. */
  handle(request: RequestHead, match: Match, body: Buffer, writer: ResponseWriter): void;
  /** Gives the connection to Node's server, with all bytes that have arrived since the last response. */
  fallBackToNode(connection: RawConnection<Match>, socket: Socket, bytes: Buffer): void;
  /** Rejects a request that did not arrive in time. The connection no longer uses the socket. */
  onRequestTimeout(connection: RawConnection<Match>, socket: Socket): void;
  onClose(connection: RawConnection<Match>): void;
}

/** Added to the announced keep-alive time, for the delay of the network, as Node's own server does. */
const KEEP_ALIVE_BUFFER_MS = 1000;

type State =
  | "idle"
  | "receiving"
  | "dispatching"
  | "handling"
  | "streaming"
  | "draining"
  | "closing"
  | "detached";

/**
 * A client connection whose HTTP the gateway parses itself, which is faster than Node's server. At the first request
 * that it does not support, it gives the connection to Node's server. Requests are handled one after the other, and
 * only a few in one turn of the event loop: then the connection waits, `idle` or `receiving`, for the next turn.
 *
 * | state       | meaning                                                      | a socket timeout means     |
 * | ----------- | ------------------------------------------------------------ | --------------------------- |
 * | idle        | no byte of a next request has arrived                        | idle too long: destroy      |
 * | receiving   | a part of a request has arrived                              | request too slow: detach    |
 * | dispatching | `handle` is running and has not replied                      | nothing                     |
 * | handling    | `handle` has returned; the reply comes later                 | nothing                     |
 * | streaming   | the head of a streamed response is sent, its end is not      | (there is none)             |
 * | draining    | the response is written; the client has not yet read it      | reads too slowly: destroy   |
 * | closing     | what is written is still sent; what arrives is ignored       | reads too slowly: destroy   |
 * | detached    | the socket belongs to Node's server or to `onRequestTimeout` | (not our socket)            |
 *
 * | from                             | to                | when                                                      |
 * | -------------------------------- | ----------------- | --------------------------------------------------------- |
 * | idle                             | receiving         | bytes arrive that are not a complete request              |
 * | idle, receiving                  | dispatching       | a request is complete                                     |
 * | idle, receiving                  | detached          | the request is unsupported, incomplete, or too slow       |
 * | dispatching                      | handling          | `handle` returns without a reply                          |
 * | dispatching, handling            | streaming         | the handler writes the head of a streamed response        |
 * | dispatching, handling            | draining          | the response is written and the socket's buffer is full   |
 * | dispatching, handling, streaming | idle or closing   | the response is over                                      |
 * | draining                         | idle or closing   | the client has read the response                          |
 * | idle                             | closing           | the client sends no more, or the gateway shuts down       |
 *
 * After a response the state is `closing` if the response said `Connection: close`, or if no request is buffered and
 * the client sends no more or the gateway shuts down. `dispatching` differs from `handling` so that a reply within
 * `handle` leaves the next request to the parsing loop that called it, instead of starting a second one.
 */
export class RawConnection<Match extends object> implements ResponseWriter {
  readonly #socket: Socket;
  readonly #handler: ConnectionHandler<Match>;
  readonly #keepAliveHeader: string;
  readonly #listeners: [string, (...args: never[]) => void][];
  #state: State = "idle";
  /** Bytes that have arrived and belong to no handled request; undefined if there are none. */
  #buffer: Buffer | undefined;
  /** The request whose head is parsed and whose body is incomplete. */
  #pending: { head: ParsedHead; match: Match } | undefined;
  /** In state `receiving`: when the request's first bytes arrived, by `performance.now()`. */
  #requestStartedAt = 0;
  /** The streamed response that the handler has opened; undefined if there is none. */
  #stream: RawResponseStream | undefined;
  /** Whether the current response closes the connection. */
  #closeAfterResponse = false;
  /** Requests handled in this turn of the event loop. */
  #handledInTurn = 0;
  /** Set while buffered requests wait for the next turn. */
  #nextTurn: NodeJS.Immediate | undefined;

  constructor(socket: Socket, handler: ConnectionHandler<Match>) {
    this.#socket = socket;
    this.#handler = handler;
    const keepAliveSeconds = Math.floor(handler.keepAliveMs / 1000);
    this.#keepAliveHeader = `Connection: keep-alive\r\nKeep-Alive: timeout=${keepAliveSeconds}\r\n`;
    this.#listeners = [
      ["data", (chunk: Buffer) => this.#onData(chunk)],
      ["end", () => this.#onEnd()],
      ["timeout", () => this.#onTimeout()],
      ["error", () => socket.destroy()],
      ["close", () => handler.onClose(this)],
    ];
    for (const [event, listener] of this.#listeners)
      socket.on(event, listener as (...args: unknown[]) => void);
    this.#setIdleTimeout();
  }

  /** Whether a request is handled, or its response is not fully sent. */
  get isHandling(): boolean {
    return !this.#isReady && this.#state !== "closing" && this.#state !== "detached";
  }

  /** Whether the next request can be handled. */
  get #isReady(): boolean {
    return (this.#state === "idle" || this.#state === "receiving") && this.#nextTurn === undefined;
  }

  /** For a shutdown: any other connection closes after its response. */
  closeIfIdle(): void {
    if (this.#state === "idle" && this.#buffer === undefined) this.#end();
  }

  /** When the first bytes of an incomplete request arrived, by `performance.now()`; undefined if there are none. */
  get requestStartedAt(): number | undefined {
    return this.#requestStartedAt || undefined;
  }

  destroy(): void {
    this.#socket.destroy();
  }

  #onData(chunk: Buffer): void {
    if (this.#state === "closing") return;
    if (this.#buffer === undefined && this.#nextTurn === undefined) this.#handledInTurn = 0;
    this.#buffer = this.#buffer === undefined ? chunk : Buffer.concat([this.#buffer, chunk]);
    if (this.#isReady) this.#parseBuffered();
    if (this.#buffer !== undefined && this.#buffer.length > MAX_HELD_BYTES) this.#socket.pause();
  }

  /** Handles buffered requests for as long as each one is replied to synchronously, and the turn allows it. */
  #parseBuffered(): void {
    while (this.#buffer !== undefined && this.#isReady) {
      if (this.#handledInTurn === REQUESTS_PER_TURN) this.#waitForNextTurn();
      else if (!this.#handleFirstRequest(this.#buffer)) break;
    }
  }

  #waitForNextTurn(): void {
    this.#nextTurn = setImmediate(() => {
      this.#nextTurn = undefined;
      this.#handledInTurn = 0;
      if (!this.#socket.destroyed) this.#parseBuffered();
    });
  }

  /** Handles the first request of the buffered bytes. @returns false if it is incomplete or unsupported */
  #handleFirstRequest(bytes: Buffer): boolean {
    this.#pending ??= this.#parseHead(bytes);
    if (this.#pending === undefined) return false;
    const { head, match } = this.#pending;
    const end = head.length + head.bodyLength;
    if (bytes.length < end) {
      this.#waitForMoreBytes(bytes);
      return false;
    }
    this.#buffer = bytes.length === end ? undefined : bytes.subarray(end);
    this.#pending = undefined;
    if (this.#state === "receiving") this.#setIdleTimeout();
    this.#requestStartedAt = 0;
    this.#handledInTurn++;
    this.#state = "dispatching";
    this.#closeAfterResponse = head.closeAfterResponse;
    const { url, headers } = head;
    const body = bytes.subarray(head.length, end);
    this.#handler.handle({ url, headers, socket: this.#socket }, match, body, this);
    if (this.#state === "dispatching") this.#state = "handling";
    return true;
  }

  /** Parses the head of the first request; undefined if it is incomplete, or if the socket is detached. */
  #parseHead(bytes: Buffer): { head: ParsedHead; match: Match } | undefined {
    const head = parseRequestHead(bytes);
    if (head === "incomplete") {
      this.#waitForMoreBytes(bytes);
      return undefined;
    }
    const match = head === "unsupported" ? undefined : this.#handler.match(head);
    if (head !== "unsupported" && match) return { head, match };
    this.#fallBackToNode(bytes);
    return undefined;
  }

  send(reply: Reply, requestId: string): void {
    if (this.#socket.destroyed) return;
    if (this.#state === "streaming") {
      // A part of the streamed response is sent already, so a second response would corrupt it.
      this.#socket.destroy();
      return;
    }
    this.#stream?.release();
    this.#stream = undefined;
    const hasRoom = writeResponse(this.#socket, reply, requestId, this.#connectionHeader());
    if (hasRoom || this.#closeAfterResponse) this.#afterResponse();
    else this.#pauseUntilDrain();
  }

  openStream(requestId: string): RawResponseStream {
    const socket = this.#socket;
    const sendHead = (headers: Record<string, string>) => {
      const reply = { status: 200, headers: { ...headers, "Transfer-Encoding": "chunked" } };
      this.#state = "streaming";
      socket.setTimeout(0);
      socket.write(serializeHead(reply, requestId, this.#connectionHeader()), "latin1");
    };
    this.#stream = new RawResponseStream(socket, sendHead, () => {
      this.#stream = undefined;
      this.#setIdleTimeout();
      this.#afterResponse();
    });
    return this.#stream;
  }

  /** Decides whether the connection stays open after this response. @returns the header lines that tell the client */
  #connectionHeader(): string {
    if (this.#handler.isShuttingDown || (this.#peerEnded && this.#buffer === undefined))
      this.#closeAfterResponse = true;
    return this.#closeAfterResponse ? "Connection: close\r\n" : this.#keepAliveHeader;
  }

  /** Whether the client has half-closed the connection: it sends no more, but may still read. */
  get #peerEnded(): boolean {
    return this.#socket.readableEnded;
  }

  /** Nothing more is read from a client that does not read its responses. */
  #pauseUntilDrain(): void {
    this.#state = "draining";
    this.#socket.setTimeout(WRITE_TIMEOUT_MS);
    this.#socket.pause().once("drain", () => {
      this.#setIdleTimeout();
      this.#afterResponse();
    });
  }

  /** Goes on to the next request, or closes the connection. */
  #afterResponse(): void {
    const isInParsingLoop = this.#state === "dispatching";
    const isLastRequest = this.#buffer === undefined && (this.#peerEnded || this.#handler.isShuttingDown);
    if (this.#closeAfterResponse || isLastRequest) {
      this.#end();
      return;
    }
    this.#state = "idle";
    const hasRoom = this.#buffer === undefined || this.#buffer.length <= MAX_HELD_BYTES;
    if (hasRoom && this.#socket.isPaused()) this.#socket.resume();
    if (this.#buffer !== undefined && !isInParsingLoop) this.#parseBuffered();
  }

  /** The request timeout runs from a request's first byte to its last, at Node's server too. */
  #waitForMoreBytes(bytes: Buffer): void {
    if (this.#peerEnded) this.#fallBackToNode(bytes);
    else if (this.#state === "idle") {
      this.#state = "receiving";
      this.#requestStartedAt = performance.now();
      this.#socket.setTimeout(this.#handler.requestTimeoutMs);
    } else {
      const leftMs = this.#requestStartedAt + this.#handler.requestTimeoutMs - performance.now();
      if (leftMs > 0) this.#socket.setTimeout(leftMs);
      else this.#rejectTimeout();
    }
  }

  #onEnd(): void {
    // When the client of a stream half-closes its connection, it has disconnected.
    if (this.#stream) this.#socket.destroy();
    if (!this.#isReady) return;
    if (this.#state === "idle") this.#end();
    else this.#fallBackToNode(this.#buffer!);
  }

  #onTimeout(): void {
    if (this.#state === "receiving") this.#rejectTimeout();
    else if (!this.isHandling || this.#state === "draining") this.#socket.destroy();
  }

  /** Closes the connection once all that was written is sent. If the client sends more, it gets that all the same. */
  #end(): void {
    const sendsMore = this.#buffer !== undefined;
    this.#state = "closing";
    this.#buffer = undefined;
    if (sendsMore) lingeringClose(this.#socket);
    else this.#socket.destroySoon();
  }

  #fallBackToNode(bytes: Buffer): void {
    this.#detach();
    this.#handler.fallBackToNode(this, this.#socket, bytes);
    if (this.#peerEnded) this.#socket.emit("end");
  }

  #setIdleTimeout(): void {
    this.#socket.setTimeout(this.#handler.keepAliveMs + KEEP_ALIVE_BUFFER_MS);
  }

  #rejectTimeout(): void {
    this.#detach();
    this.#handler.onRequestTimeout(this, this.#socket);
  }

  #detach(): void {
    this.#state = "detached";
    this.#buffer = undefined;
    for (const [event, listener] of this.#listeners) {
      this.#socket.off(event, listener as (...args: unknown[]) => void);
    }
    this.#socket.setTimeout(0);
  }
}
