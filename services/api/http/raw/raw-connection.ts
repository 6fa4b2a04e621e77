import type { Socket } from "node:net";
import type { Readable } from "node:stream";
import { lingeringClose } from "../../../../platform/http/lingering-close.ts";
import {
  MAX_HELD_BYTES,
  REQUESTS_PER_TURN,
  WRITE_TIMEOUT_MS,
} from "../../../../platform/http/paced-connection.ts";
import { isBuffered, type Reply } from "../response.ts";
import type { HandlerOf } from "./connection-handler.ts";
import { READ_STATES, type State } from "./connection-state.ts";
import { HeadScanner } from "./head-scanner.ts";
import { IncomingBody } from "./incoming-body.ts";
import type { ResponseWriter } from "./raw-request-context.ts";
import { serializeHead, writeResponse } from "./raw-response.ts";
import { RawResponseStream } from "./raw-response-stream.ts";
import { type ParsedHead, parseRequestHead } from "./request-head.ts";
import { sendBodyStream } from "./send-body-stream.ts";

/** Handles the requests of raw connections. */
export type ConnectionHandler<Match extends object> = HandlerOf<Match, RawConnection<Match>>;

/** A body of at most this many bytes is complete before its request is handled. */
export const SMALL_BODY_BYTES = 8 * 1024;
/** Added to the announced keep-alive time, for the delay of the network, as Node's own server does. */
const KEEP_ALIVE_BUFFER_MS = 1000;

/** Where a socket has its raw connection: all of them share their listeners, so that an open stream needs little memory. */
const CONNECTION = Symbol("the raw connection");
type RawSocket = Socket & { [CONNECTION]: RawConnection<object> };

/**
 * A client connection whose HTTP the gateway parses itself, which is faster than Node's server. At the first request
 * that it does not support, it gives the connection to Node's server, which closes it after that request. Requests are
 * handled one after the other, and only a few in one turn of the event loop: then the connection waits, `idle` or
 * `receiving`, for the next turn. A request with a large body is handled as soon as its head is there: whether the body
 * is wanted, only its route knows.
 */
export class RawConnection<Match extends object> implements ResponseWriter {
  static readonly #listeners = Object.entries({
    data(this: RawSocket, chunk: Buffer) {
      this[CONNECTION].#onData(chunk);
    },
    end(this: RawSocket) {
      this[CONNECTION].#onEnd();
    },
    timeout(this: RawSocket) {
      this[CONNECTION].#onTimeout();
    },
    error(this: RawSocket) {
      this.destroy();
    },
    close(this: RawSocket) {
      this[CONNECTION].#onClose();
    },
  });
  readonly #socket: Socket;
  readonly #handler: ConnectionHandler<Match>;
  #state: State = "idle";
  /** Bytes that have arrived and belong to no handled request; undefined if there are none. */
  #buffer: Buffer | undefined;
  /** Set while a head arrives in pieces. */
  #scanner: HeadScanner | undefined;
  /** The large body of the request that is handled. */
  #body: IncomingBody | undefined;
  /** Whether the request that is handled wants a response without its body. */
  #isHead = false;
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
    (socket as RawSocket)[CONNECTION] = this as never;
    for (const [event, listener] of RawConnection.#listeners) socket.on(event, listener as never);
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
    if (this.#body !== undefined && !this.#body.isComplete) {
      const rest = this.#takeBody(this.#body, chunk);
      if (rest === undefined) return;
      chunk = rest;
    }
    if (this.#buffer === undefined && this.#nextTurn === undefined) this.#handledInTurn = 0;
    this.#buffer = this.#buffer === undefined ? chunk : Buffer.concat([this.#buffer, chunk]);
    if (this.#isReady) this.#parseBuffered();
    if (this.#buffer !== undefined && this.#buffer.length > MAX_HELD_BYTES) this.#socket.pause();
  }

  /** Takes a piece of a large body. @returns the bytes that follow the body; undefined if there are none */
  #takeBody(body: IncomingBody, chunk: Buffer): Buffer | undefined {
    const rest = body.add(chunk);
    // Once the reply has begun, the timeout is for a client that does not read it.
    const hasReplyBegun = this.#state === "streaming" || this.#state === "sending";
    const waitsForHandler = !body.isComplete && !body.isWanted && body.received > MAX_HELD_BYTES;
    if (waitsForHandler) {
      body.pausedAt ??= performance.now();
      this.#socket.pause();
    }
    if (!hasReplyBegun && (body.isComplete || waitsForHandler)) this.#socket.setTimeout(0);
    else if (!hasReplyBegun) this.#limitArrival();
    return rest;
  }

  readBody(limit: number): Promise<Buffer> {
    const body = this.#body!;
    const bytes = body.read(limit);
    if (body.isWanted && body.pausedAt !== undefined) {
      // The client could send nothing while the handler did not want the body.
      this.#requestStartedAt += performance.now() - body.pausedAt;
      this.#socket.resume();
      this.#limitArrival();
    }
    return bytes;
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
    const isBodyLarge = head.bodyLength > SMALL_BODY_BYTES;
    if (bytes.length < end && !isBodyLarge) {
      this.#waitForMoreBytes(bytes);
      return false;
    }
    this.#pending = undefined;
    this.#handledInTurn++;
    if (isBodyLarge) {
      this.#requestStartedAt ||= performance.now();
      this.#body = new IncomingBody(head.bodyLength);
      const isMoreThanHead = bytes.length > head.length;
      this.#buffer = isMoreThanHead ? this.#takeBody(this.#body, bytes.subarray(head.length)) : undefined;
      if (this.#peerEnded) this.#body.fail();
      else if (!isMoreThanHead) this.#limitArrival();
      if (this.#isDetached) return false;
    } else {
      this.#buffer = bytes.length === end ? undefined : bytes.subarray(end);
      if (this.#state === "receiving") this.#setIdleTimeout();
      this.#requestStartedAt = 0;
    }
    this.#state = "dispatching";
    const { method, url, headers } = head;
    this.#isHead = method === "HEAD";
    this.#closeAfterResponse = head.closeAfterResponse;
    const body = isBodyLarge ? undefined : bytes.subarray(head.length, end);
    this.#handler.handle({ method, url, headers, socket: this.#socket }, match, body, this);
    if (this.#state === "dispatching") this.#state = "handling";
    return true;
  }

  get #isDetached(): boolean {
    return this.#state === "detached";
  }

  /** Parses the head of the first request; undefined if it is incomplete, or if the socket is detached. */
  #parseHead(bytes: Buffer): { head: ParsedHead; match: Match } | undefined {
    const head = this.#scanner ? this.#parseScannedHead(this.#scanner, bytes) : parseRequestHead(bytes);
    if (head === "incomplete") {
      if (this.#scanner === undefined) {
        this.#scanner = new HeadScanner();
        return this.#parseHead(bytes);
      }
      this.#waitForMoreBytes(bytes);
      return undefined;
    }
    this.#scanner = undefined;
    const match = head === "unsupported" ? undefined : this.#handler.match(head);
    if (head !== "unsupported" && match) return { head, match };
    this.#fallBackToNode(bytes);
    return undefined;
  }

  /** A head that arrives in pieces is parsed only when all of it is there. */
  #parseScannedHead(scanner: HeadScanner, bytes: Buffer): ParsedHead | "incomplete" | "unsupported" {
    const progress = scanner.scan(bytes);
    return progress === "complete" ? parseRequestHead(bytes) : progress;
  }

  send(reply: Reply, requestId: string, extra = ""): Promise<void> | undefined {
    const isStarted = this.#state === "streaming";
    if (this.#socket.destroyed || isStarted || this.#state === "detached") {
      if (!isBuffered(reply.body)) reply.body.destroy();
      // A part of the streamed response is sent already, so a second response would corrupt it.
      if (isStarted) this.#socket.destroy();
      return undefined;
    }
    this.#stream?.release();
    this.#stream = undefined;
    const { status, body } = reply;
    if (!isBuffered(body)) return this.#sendStreamed(reply, body, requestId, extra);
    const head = serializeHead(reply, requestId, extra + this.#connectionHeader(reply));
    const hasRoom = writeResponse(this.#socket, head, status, body, this.#isHead);
    this.#afterWrite(hasRoom);
    return undefined;
  }

  async #sendStreamed(reply: Reply, body: Readable, requestId: string, extra: string): Promise<void> {
    const isChunked = !this.#isHead && reply.headers?.["Content-Length"] === undefined;
    const framing = isChunked ? "Transfer-Encoding: chunked\r\n" : "";
    const head = serializeHead(reply, requestId, extra + framing + this.#connectionHeader(reply));
    const hasRoom = this.#socket.write(head, "latin1");
    if (this.#isHead) {
      // The body would be made for nobody.
      body.destroy();
      this.#afterWrite(hasRoom);
      return;
    }
    this.#state = "sending";
    this.#socket.setTimeout(WRITE_TIMEOUT_MS);
    await sendBodyStream(this.#socket, body, isChunked);
    this.#setIdleTimeout();
    this.#afterResponse();
  }

  openStream(requestId: string, extra = ""): RawResponseStream {
    const socket = this.#socket;
    const sendHead = (headers: Record<string, string>) => {
      // The client was late with its body, and has got its reply.
      if (this.#isDetached) return;
      const reply = { status: 200, headers: { ...headers, "Transfer-Encoding": "chunked" } };
      this.#state = "streaming";
      socket.setTimeout(0);
      socket.write(serializeHead(reply, requestId, extra + this.#connectionHeader(reply)), "latin1");
    };
    this.#stream = new RawResponseStream(socket, sendHead, () => {
      this.#stream = undefined;
      this.#setIdleTimeout();
      this.#afterResponse();
    });
    return this.#stream;
  }

  /** Decides whether the connection stays open after this response. @returns the header lines that tell the client */
  #connectionHeader({ headers }: Reply): string {
    const isBodyLeft = this.#body !== undefined && !this.#body.isComplete;
    const isLast = this.#handler.isShuttingDown || (this.#peerEnded && this.#buffer === undefined);
    const saysClose = headers?.Connection === "close";
    if (isBodyLeft || isLast || saysClose) this.#closeAfterResponse = true;
    if (saysClose) return "";
    return this.#closeAfterResponse ? "Connection: close\r\n" : this.#handler.keepAliveHeader;
  }

  /** Whether the client has half-closed the connection: it sends no more, but may still read. */
  get #peerEnded(): boolean {
    return this.#socket.readableEnded;
  }

  /** The response is written. Nothing more is read from a client that does not read its responses. */
  #afterWrite(hasRoom: boolean): void {
    if (hasRoom || this.#closeAfterResponse) {
      this.#afterResponse();
      return;
    }
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
    const isBodyLeft = this.#body !== undefined && !this.#body.isComplete;
    const isLastRequest = this.#buffer === undefined && (this.#peerEnded || this.#handler.isShuttingDown);
    if (this.#closeAfterResponse || isLastRequest) {
      this.#end(isBodyLeft);
      return;
    }
    if (this.#body !== undefined) {
      this.#body = undefined;
      this.#requestStartedAt = 0;
      this.#setIdleTimeout();
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
    } else this.#limitArrival();
  }

  /** Waits only for what is left of the request's time. */
  #limitArrival(): void {
    const leftMs = this.#requestStartedAt + this.#handler.requestTimeoutMs - performance.now();
    if (leftMs > 0) this.#socket.setTimeout(leftMs);
    else this.#rejectTimeout();
  }

  #onEnd(): void {
    // When the client of a stream half-closes its connection, it has disconnected.
    if (this.#stream) this.#socket.destroy();
    this.#body?.fail();
    if (!this.#isReady) return;
    if (this.#state === "idle") this.#end();
    else this.#fallBackToNode(this.#buffer!);
  }

  #onTimeout(): void {
    const isBodyLate = this.#state === "handling" && this.#body !== undefined && !this.#body.isComplete;
    const waitsForSource = this.#state === "sending" && this.#socket.writableLength === 0;
    if (this.#state === "receiving" || isBodyLate) this.#rejectTimeout();
    else if (waitsForSource) this.#socket.setTimeout(WRITE_TIMEOUT_MS);
    else if (!this.isHandling || READ_STATES.has(this.#state)) this.#socket.destroy();
  }

  #onClose(): void {
    this.#body?.fail();
    this.#handler.onClose(this);
  }

  /** Closes the connection once all that was written is sent. If the client sends more, it gets that all the same. */
  #end(isBodyLeft = false): void {
    const sendsMore = isBodyLeft || this.#buffer !== undefined;
    this.#state = "closing";
    this.#buffer = undefined;
    if (sendsMore) lingeringClose(this.#socket);
    else {
      this.#socket.setTimeout(WRITE_TIMEOUT_MS);
      this.#socket.destroySoon();
    }
  }

  #fallBackToNode(bytes: Buffer): void {
    this.#detach();
    // Node's server pauses and resumes only what it has paused itself.
    if (this.#socket.isPaused()) this.#socket.resume();
    this.#handler.fallBackToNode(this, this.#socket, bytes);
    if (this.#peerEnded) this.#socket.emit("end");
  }

  #setIdleTimeout(): void {
    this.#socket.setTimeout(this.#handler.keepAliveMs + KEEP_ALIVE_BUFFER_MS);
  }

  #rejectTimeout(): void {
    this.#detach();
    this.#handler.onRequestTimeout(this, this.#socket);
    this.#body?.fail();
  }

  #detach(): void {
    this.#state = "detached";
    this.#buffer = undefined;
    for (const [event, listener] of RawConnection.#listeners) this.#socket.off(event, listener as never);
    this.#socket.setTimeout(0);
  }
}
