import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { lingeringClose } from "./lingering-close.ts";

/** How many requests of one connection are handled in one turn of the event loop; then other connections go on. */
export const REQUESTS_PER_TURN = 4;
/** How many pieces of one connection's bytes are parsed in one turn: a chunked body may consist of tiny ones. */
const PIECES_PER_TURN = 256;
/** When more than this many bytes have arrived that may not be parsed yet, reading pauses. */
export const MAX_HELD_BYTES = 64 * 1024;
/** A client that takes nothing of its response for this long is disconnected, in ms. */
export const WRITE_TIMEOUT_MS = 60_000;

/** Every head of a request ends with it: Node's parser takes no other line ends. */
const HEAD_END = "\r\n\r\n";

const connections = new WeakMap<Socket, PacedConnection>();

/**
 * Paces a connection of Node's HTTP server. Node parses all that has arrived at once: 64 KiB of pipelined requests
 * make 1,600 requests and responses, which hold 20 MiB if the client reads none of them. A paced connection gives
 * Node's parser the bytes of the next request only once the response to the previous one has been sent.
 *
 * Bytes are only held back and cut into pieces. Node's parser alone decides where a request ends.
 */
export class PacedConnection {
  readonly #socket: Socket;
  readonly #parse: (bytes: Buffer) => void;
  readonly #endParsing: () => void;
  /** Bytes that have arrived and are not parsed yet. */
  #held: Buffer | undefined;
  /** Whether reading is paused here; Node's server pauses it too, while nobody reads a body. */
  #isPaused = false;
  #hasEnded = false;
  /** The newest request. */
  #request: IncomingMessage | undefined;
  /** Its response, until that has been sent. */
  #response: ServerResponse | undefined;
  /** How many bytes of its body are still to come, if its `Content-Length` says so. */
  #bodyBytesLeft = 0;
  #requestCount = 0;
  #begunInTurn = 0;
  #piecesInTurn = 0;
  #nextTurn: NodeJS.Immediate | undefined;

  /** @param socket Node's server has just attached its own listeners to it */
  constructor(socket: Socket) {
    this.#socket = socket;
    const parse = socket.listeners("data").at(-1) as (bytes: Buffer) => void;
    const endParsing = socket.listeners("end").at(-1) as () => void;
    this.#parse = parse;
    this.#endParsing = endParsing;
    // A 'data' listener also makes Node's parser give up reading from the connection by itself.
    socket.on("data", (chunk: Buffer) => this.#onData(chunk));
    socket.on("end", () => this.#onEnd());
    socket.on("drain", () => this.#parseHeld());
    socket.off("data", parse).off("end", endParsing);
    const destroySoon = socket.destroySoon.bind(socket);
    socket.destroySoon = () => (this.#isMoreToCome ? lingeringClose(socket) : destroySoon());
    connections.set(socket, this);
  }

  /**
   * Node's parser has found a request.
   *
   * @returns false if the response to the previous request is still open: only a body that does not end with CRLF makes
   *   the parser find two at once, and proxies may see other requests in such bytes (RFC 9112, 11.2)
   */
  begin(request: IncomingMessage, response: ServerResponse): boolean {
    if (this.#response !== undefined) return false;
    this.#request = request;
    this.#response = response;
    this.#bodyBytesLeft = Number(request.headers["content-length"] ?? 0);
    this.#requestCount++;
    this.#begunInTurn++;
    response.once("prefinish", this.#onResponseWritten);
    response.once("close", this.#onResponseSent);
    return true;
  }

  /** Calls `onLate` if the first request has not arrived in full within this time. */
  limitArrival(ms: number, onLate: () => void): void {
    const timer = setTimeout(() => {
      const isFirst = this.#requestCount === 0 || (this.#requestCount === 1 && !this.#request?.complete);
      if (isFirst && this.#socket.writable) onLate();
    }, ms);
    this.#socket.once("close", () => clearTimeout(timer));
  }

  /** Whether bytes are left that belong to this request or to later ones. */
  get #isMoreToCome(): boolean {
    return this.#held !== undefined || this.#request?.complete === false;
  }

  /** From here to the next request the timeout is for a client that does not read. */
  readonly #onResponseWritten = (): void => {
    this.#socket.setTimeout(WRITE_TIMEOUT_MS);
  };

  readonly #onResponseSent = (): void => {
    this.#response = undefined;
    this.#parseHeld();
  };

  #onData(chunk: Buffer): void {
    if (this.#held === undefined && this.#nextTurn === undefined) this.#begunInTurn = this.#piecesInTurn = 0;
    this.#held = this.#held === undefined ? chunk : Buffer.concat([this.#held, chunk]);
    this.#parseHeld();
  }

  #onEnd(): void {
    this.#hasEnded = true;
    this.#parseHeld();
  }

  #parseHeld(): void {
    const socket = this.#socket;
    while (this.#held !== undefined && this.#mayParse()) {
      const piece = this.#nextPiece(this.#held);
      if (piece.length === 0) break;
      this.#held = piece.length === this.#held.length ? undefined : this.#held.subarray(piece.length);
      this.#parse(piece);
    }
    if (socket.destroyed || socket.writableEnded) {
      this.#held = undefined;
      return;
    }
    if (this.#held !== undefined && this.#held.length > MAX_HELD_BYTES) {
      this.#isPaused = true;
      socket.pause();
    } else if (this.#isPaused && this.#held === undefined) {
      this.#isPaused = false;
      socket.resume();
    }
    if (this.#hasEnded && this.#held === undefined && !this.#isResponsePending) {
      this.#hasEnded = false;
      this.#endParsing();
    }
  }

  /** Whether a client that sends no more still waits for a response: at the end Node's server closes at once. */
  get #isResponsePending(): boolean {
    return this.#request?.complete === true && this.#response?.headersSent === false;
  }

  #mayParse(): boolean {
    const socket = this.#socket as Socket & { _paused?: boolean };
    if (socket.destroyed || socket.writableEnded || this.#nextTurn !== undefined) return false;
    const isInBody = this.#response !== undefined && this.#request?.complete === false;
    if (this.#response !== undefined ? !isInBody : socket.writableNeedDrain) return false;
    // Node's server has paused its parser.
    if (socket._paused) return false;
    if ((isInBody || this.#begunInTurn < REQUESTS_PER_TURN) && this.#piecesInTurn++ < PIECES_PER_TURN)
      return true;
    this.#nextTurn = setImmediate(() => {
      this.#nextTurn = undefined;
      this.#begunInTurn = this.#piecesInTurn = 0;
      this.#parseHeld();
    });
    return false;
  }

  /** The first bytes to parse: at most to the end of a head or of a body. Empty if more bytes must arrive. */
  #nextPiece(held: Buffer): Buffer {
    if (this.#request?.complete === false && this.#bodyBytesLeft > 0) {
      const length = Math.min(this.#bodyBytesLeft, held.length);
      this.#bodyBytesLeft -= length;
      return held.subarray(0, length);
    }
    const headEnd = held.indexOf(HEAD_END);
    if (headEnd !== -1) return held.subarray(0, headEnd + HEAD_END.length);
    return this.#hasEnded ? held : held.subarray(0, held.length - partOfHeadEnd(held));
  }
}

/** How many bytes at the end may be the beginning of a `HEAD_END`. */
function partOfHeadEnd(bytes: Buffer): number {
  const tail = bytes.toString("latin1", Math.max(0, bytes.length - HEAD_END.length + 1));
  for (let at = 0; at < tail.length; at++) if (HEAD_END.startsWith(tail.slice(at))) return tail.length - at;
  return 0;
}

/** For a connection whose first bytes somebody else has waited for: see `PacedConnection.limitArrival`. */
export function limitArrival(socket: Socket, ms: number, onLate: () => void): void {
  connections.get(socket)?.limitArrival(ms, onLate);
}

/** Tells the connection of a request that it has begun. @returns false if the connection must not go on */
export function beginRequest(request: IncomingMessage, response: ServerResponse): boolean {
  return connections.get(request.socket)?.begin(request, response) ?? true;
}
