import type { Socket } from "node:net";
import type { RequestHead } from "../request-context.ts";
import type { ResponseWriter } from "./raw-request-context.ts";
import type { ParsedHead } from "./request-head.ts";

/** Handles the requests of raw connections. The connection passes the `Match` that `match` returns on to `handle`. */
export interface HandlerOf<Match extends object, Connection> {
  /** How long a connection may be idle, in ms. */
  keepAliveMs: number;
  /** The header lines that tell a client that the connection stays open. */
  readonly keepAliveHeader: string;
  /** How long a request may take to arrive, in ms. */
  requestTimeoutMs: number;
  /** During a shutdown, every response closes its connection. */
  readonly isShuttingDown: boolean;
  /** Finds the route of a request; undefined if Node's server must handle it. */
  match(head: ParsedHead): Match | undefined;
  /**
   * Handles a request. It replies once through the writer, at once or later.
   *
   * @param body complete; undefined if it is large: then the handler asks the writer for it when it wants it
   */
  handle(request: RequestHead, match: Match, body: Buffer | undefined, writer: ResponseWriter): void;
  /** Gives the connection to Node's server, with all bytes that have arrived since the last response. */
  fallBackToNode(connection: Connection, socket: Socket, bytes: Buffer): void;
  /** Rejects a request that did not arrive in time. The connection no longer uses the socket. */
  onRequestTimeout(connection: Connection, socket: Socket): void;
  onClose(connection: Connection): void;
}
