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
  /** Whether CORS is on: then a request with an `Origin` goes to Node's server, which checks it. */
  hasCors: boolean;
  keepAliveMs: number;
  requestTimeoutMs: number;
}

/**
 * Takes requests of the most used routes from a connection's bytes straight to `dispatch`. At the first request that
 * is anything else, the connection is handed to Node's HTTP server for good.
 */
export class RawHttpServer implements ConnectionHandler<RouteMatch>, ExtraConnections {
  readonly keepAliveMs: number;
  readonly requestTimeoutMs: number;
  readonly #server: Server;
  readonly #options: RawHttpServerOptions;
  readonly #createContext: (requestId: string) => Context;
  readonly #nodeListeners: ((socket: Socket) => void)[];
  readonly #connections = new Set<RawConnection<RouteMatch>>();
  readonly #connectionBySocket = new WeakMap<Socket, RawConnection<RouteMatch>>();
  #isShuttingDown = false;

  /** @param server from now on, its new connections come here first */
  constructor(server: Server, options: RawHttpServerOptions) {
    this.#server = server;
    this.#options = options;
    this.keepAliveMs = options.keepAliveMs;
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

  match({ method, url, headers, bodyLength }: ParsedHead): RouteMatch | undefined {
    const { router, hasCors } = this.#options;
    if (hasCors && headers.origin !== undefined) return undefined;
    const match = router.match(method, url);
    return match && bodyLength <= (match.route.bodyLimit ?? 0) ? match : undefined;
  }

  handle(head: RequestHead, { route, params }: RouteMatch, body: Buffer, writer: ResponseWriter): void {
    const { broker, gateway, logger } = this.#options;
    const requestId = requestIdFrom(head.headers) ?? broker.generateUid();
    const request = new RawRequestContext(head, body, params, requestId, this.#createContext, writer);
    dispatch(gateway, route, request, logger);
  }

  fallBackToNode(connection: RawConnection<RouteMatch>, socket: Socket, bytes: Buffer): void {
    this.#connections.delete(connection);
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
