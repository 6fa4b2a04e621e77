import type { Server } from "node:http";
import type { Socket } from "node:net";
import type { Context, Logger, ServiceBroker } from "moleculer";
import type { Gateway } from "../gateway.ts";
import type { OtherConnections } from "../http/in-flight.ts";
import { contextsOf } from "../http/moleculer-context.ts";
import { type PlainServer, RawConnection } from "../http/raw/raw-connection.ts";
import { PlainExchange, type WayBack } from "../http/raw/raw-request-context.ts";
import type { PlainHead } from "../http/raw/request-head.ts";
import type { Asked } from "../http/request-context.ts";
import { givenRequestId } from "../http/request-id.ts";
import { dispatch } from "./dispatch.ts";
import type { FastRoutes, Found } from "./router.ts";

export interface PlainWayParts {
  broker: ServiceBroker;
  gateway: Gateway;
  logger: Pick<Logger, "error">;
  routes: FastRoutes;
  /** Whether pages of other sites may call: what they must be told is for moleculer-web to say. */
  hasCors: boolean;
  keepAliveMs: number;
  requestMs: number;
}

/**
 * From a connection's bytes straight to `dispatch`, for as long as all that comes over it is plain and for routes
 * that carry the load. Any other connection is Node's HTTP server's from there on, and none the wiser.
 */
export class PlainWay implements PlainServer, OtherConnections {
  readonly keepAliveMs: number;
  readonly requestMs: number;
  readonly #server: Server;
  readonly #parts: PlainWayParts;
  readonly #openContext: (requestId: string) => Context;
  readonly #toNode: ((socket: Socket) => void)[];
  readonly #connections = new Set<RawConnection>();
  #isClosing = false;

  /** @param server takes connections from now on through this */
  constructor(server: Server, parts: PlainWayParts) {
    this.#server = server;
    this.#parts = parts;
    this.keepAliveMs = parts.keepAliveMs;
    this.requestMs = parts.requestMs;
    this.#openContext = contextsOf(parts.broker);
    this.#toNode = server.listeners("connection") as ((socket: Socket) => void)[];
    server.removeAllListeners("connection");
    server.on("connection", (socket: Socket) => {
      this.#connections.add(new RawConnection(socket, this));
    });
  }

  /** Requests under way. */
  get count(): number {
    let count = 0;
    for (const { isBusy } of this.#connections) if (isBusy) count++;
    return count;
  }

  get isClosing(): boolean {
    return this.#isClosing;
  }

  /** Ends what is idle now, and each other connection with its reply. */
  close(): void {
    this.#isClosing = true;
    for (const connection of this.#connections) connection.endIfIdle();
  }

  /** Cuts off whatever is left. */
  closeAll(): void {
    for (const connection of this.#connections) connection.destroy();
  }

  find({ method, url, headers, bodyLength }: PlainHead): Found | undefined {
    const { routes, hasCors } = this.#parts;
    if (hasCors && headers.origin !== undefined) return undefined;
    const found = routes.find(method, url);
    return found && bodyLength <= (found.route.bodyLimit ?? 0) ? found : undefined;
  }

  serve(asked: Asked, { route, params }: Found, body: Buffer, wayBack: WayBack): void {
    const { broker, gateway, logger } = this.#parts;
    const requestId = givenRequestId(asked.headers) ?? broker.generateUid();
    const exchange = new PlainExchange(asked, body, params, requestId, this.#openContext, wayBack);
    dispatch(gateway, route, exchange, logger);
  }

  handOver(connection: RawConnection, socket: Socket, bytes: Buffer): void {
    this.#connections.delete(connection);
    for (const take of this.#toNode) take.call(this.#server, socket);
    // What has been heard already is heard by Node's parser in the same turn, before any byte that follows.
    socket.emit("data", bytes);
    if (this.#isClosing) this.#server.closeIdleConnections();
  }

  refuseLate(connection: RawConnection, socket: Socket): void {
    this.#connections.delete(connection);
    socket.on("error", () => socket.destroy());
    const error = Object.assign(new Error("Request timeout"), { code: "ERR_HTTP_REQUEST_TIMEOUT" });
    this.#server.emit("clientError", error, socket);
    // It is in no list any more: a client who stays would hold a stop up.
    socket.destroySoon();
  }

  ended(connection: RawConnection): void {
    this.#connections.delete(connection);
  }
}
