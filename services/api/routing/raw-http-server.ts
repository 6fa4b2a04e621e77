import type { Server } from "node:http";
import type { Socket } from "node:net";
import type { Context, Logger, ServiceBroker } from "moleculer";
import { rejectLateRequest } from "../../../platform/http/malformed-requests.ts";
import { limitArrival } from "../../../platform/http/paced-connection.ts";
import type { Gateway } from "../gateway.ts";
import type { ExtraConnections } from "../http/in-flight.ts";
import { contextFactory } from "../http/moleculer-context.ts";
import { type ConnectionHandler, RawConnection } from "../http/raw/raw-connection.ts";
import { RawRequestContext, type ResponseWriter } from "../http/raw/raw-request-context.ts";
import type { ParsedHead } from "../http/raw/request-head.ts";
import type { RequestHead } from "../http/request-context.ts";
import { requestIdFrom } from "../http/request-id.ts";
import { dispatch } from "./dispatch.ts";
import type { RouteMatch, Router } from "./router.ts";

export interface RawHttpServerOptions {
  broker: ServiceBroker;
  gateway: Gateway;
  logger: Pick<Logger, "error">;
  router: Router;
  keepAliveMs: number;
  requestTimeoutMs: number;
}

/**
 * Takes requests from a connection's bytes straight to `dispatch`. What is not in the usual form, or has no route, goes to
 * Node's HTTP server, which closes the connection after its reply: so a connection that many clients share (a proxy's)
 * is never slow for long.
 */
export class RawHttpServer implements ConnectionHandler<RouteMatch>, ExtraConnections {
  readonly keepAliveMs: number;
  readonly keepAliveHeader: string;
  readonly requestTimeoutMs: number;
  readonly #server: Server;
  readonly #options: RawHttpServerOptions;
  readonly #createContext: (requestId: string) => Context;
  readonly #nodeListeners: ((socket: Socket) => void)[];
  readonly #connections = new Set<RawConnection<RouteMatch>>();
  readonly #connectionBySocket = new WeakMap<Socket, RawConnection<RouteMatch>>();
  /** Sockets that Node's server closes after its next reply. */
  readonly #closingSockets = new WeakSet<Socket>();
  #isShuttingDown = false;
  #requestCount = 0;

  /** @param server from now on, its new connections come here first */
  constructor(server: Server, options: RawHttpServerOptions) {
    this.#server = server;
    this.#options = options;
    this.keepAliveMs = options.keepAliveMs;
    const keepAliveSeconds = Math.floor(options.keepAliveMs / 1000);
    this.keepAliveHeader = `Connection: keep-alive\r\nKeep-Alive: timeout=${keepAliveSeconds}\r\n`;
    this.requestTimeoutMs = options.requestTimeoutMs;
    this.#createContext = contextFactory(options.broker);
    this.#nodeListeners = server.listeners("connection") as ((socket: Socket) => void)[];
    server.removeAllListeners("connection");
    server.on("connection", (socket: Socket) => {
      const connection = new RawConnection(socket, this);
      this.#connections.add(connection);
      this.#connectionBySocket.set(socket, connection);
    });
  }

  get count(): number {
    let count = 0;
    for (const { isHandling } of this.#connections) if (isHandling) count++;
    return count;
  }

  /** Whether a request of a connection is handled here. If Node's server has the connection, it knows that itself. */
  isHandling(socket: Socket): boolean {
    return this.#connectionBySocket.get(socket)?.isHandling ?? false;
  }

  /** Requests read here since the start. */
  get requestCount(): number {
    return this.#requestCount;
  }

  /** Whether Node's server must close this connection after its reply. */
  closesAfterReply(socket: Socket): boolean {
    return this.#closingSockets.has(socket);
  }

  get isShuttingDown(): boolean {
    return this.#isShuttingDown;
  }

  close(): void {
    this.#isShuttingDown = true;
    for (const connection of this.#connections) connection.closeIfIdle();
  }

  closeAll(): void {
    for (const connection of this.#connections) connection.destroy();
  }

  match({ method, url, headers }: ParsedHead): RouteMatch | undefined {
    return this.#options.router.matchRequest(method, url, headers);
  }

  handle(
    head: RequestHead,
    { route, params }: RouteMatch,
    body: Buffer | undefined,
    writer: ResponseWriter,
  ): void {
    const { broker, gateway, logger } = this.#options;
    this.#requestCount++;
    const requestId = requestIdFrom(head.headers) ?? broker.generateUid();
    const request = new RawRequestContext(head, body, params, requestId, this.#createContext, writer);
    dispatch(gateway, route, request, logger);
  }

  fallBackToNode(connection: RawConnection<RouteMatch>, socket: Socket, bytes: Buffer): void {
    this.#connections.delete(connection);
    this.#closingSockets.add(socket);
    for (const listener of this.#nodeListeners) listener.call(this.#server, socket);
    const { requestStartedAt } = connection;
    if (requestStartedAt !== undefined) {
      const ms = requestStartedAt + this.requestTimeoutMs - performance.now();
      limitArrival(socket, ms, () => rejectLateRequest(this.#server, socket));
    }
    // Node's parser gets the bytes that have arrived synchronously, before any that follow.
    socket.emit("data", bytes);
    if (this.#isShuttingDown) this.#server.closeIdleConnections();
  }

  onRequestTimeout(connection: RawConnection<RouteMatch>, socket: Socket): void {
    // Tracked until it is closed, so that it cannot hold up a shutdown.
    socket.once("close", () => this.#connections.delete(connection));
    socket.on("error", () => socket.destroy());
    rejectLateRequest(this.#server, socket);
  }

  onClose(connection: RawConnection<RouteMatch>): void {
    this.#connections.delete(connection);
  }
}
