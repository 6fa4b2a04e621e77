import type { Server } from "node:http";
import type { Socket } from "node:net";
import { closingReply } from "../http/raw-reply.ts";
import { addressKey } from "./address.ts";
import { OpenConnections } from "./open-connections.ts";

/** Connections over the bound that may be open while their refusal is sent. */
const MAX_REFUSALS = 64;
/** How long a client may take to read its refusal, in ms. */
const REFUSAL_MS = 1000;

const BODY = JSON.stringify({
  name: "TryAgain",
  message: "Too many connections are open.",
  code: 503,
  type: "TRY_AGAIN",
  data: { retryAfterMs: 1000 },
});
const REFUSAL = closingReply("503 Service Unavailable", BODY, "Retry-After: 1\r\n");

export interface ConnectionGuardOptions {
  /** Open connections in all. */
  max: number;
  /** How many of `max` one address may have, by the key of the address; by default all. */
  maxOf?: (key: string, max: number) => number;
  /** Whether a request is handled on a connection that Node's server does not read. */
  isBusy?: (socket: Socket) => boolean;
}

/**
 * Bounds the open connections of a server, in all and for each address, so that connections that do nothing never take
 * all of them, nor all file descriptors of the process. When the bound is reached, a new connection takes the place of
 * one that waits for a request, the oldest first. If every connection is busy, the new one gets a 503 and is closed.
 */
export class ConnectionGuard {
  readonly max: number;
  /** Connections that were closed to make room, and connections that were refused. */
  readonly counts = { evicted: 0, refused: 0 };
  readonly #maxOf: (key: string, max: number) => number;
  readonly #all: OpenConnections;
  readonly #byAddress = new Map<string, OpenConnections>();
  readonly #keys = new WeakMap<Socket, string>();
  readonly #isBusy: (socket: Socket) => boolean;
  #refusals = 0;

  constructor(server: Server, { max, maxOf = () => max, isBusy = () => false }: ConnectionGuardOptions) {
    this.max = max;
    this.#maxOf = maxOf;
    this.#isBusy = (socket) => isBusy(socket) || isBusyAtNode(socket);
    this.#all = new OpenConnections(this.#isBusy);
    // The last resort: Node closes such a connection without a reply.
    server.maxConnections = max + MAX_REFUSALS;
  }

  get count(): number {
    return this.#all.size;
  }

  /** Takes a new connection into account. @returns false if it was refused: then nobody else may use it */
  admit(socket: Socket): boolean {
    const key = addressKey(socket.remoteAddress ?? "") ?? "";
    const own = this.#byAddress.get(key);
    const isOverShare = own !== undefined && own.size >= this.#maxOf(key, this.max);
    if (
      (isOverShare && !this.#evictFrom(own)) ||
      (this.#all.size >= this.max && !this.#evictFrom(this.#all))
    ) {
      this.#refuse(socket);
      return false;
    }
    this.#all.add(socket);
    this.#byAddress.getOrInsertComputed(key, () => new OpenConnections(this.#isBusy)).add(socket);
    this.#keys.set(socket, key);
    socket.once("close", () => this.#forget(socket));
    return true;
  }

  #evictFrom(connections: OpenConnections): boolean {
    const socket = connections.takeIdle();
    if (!socket) return false;
    this.counts.evicted++;
    this.#forget(socket);
    socket.destroy();
    return true;
  }

  #forget(socket: Socket): void {
    this.#all.delete(socket);
    const key = this.#keys.get(socket) ?? "";
    const own = this.#byAddress.get(key);
    own?.delete(socket);
    if (own?.size === 0) this.#byAddress.delete(key);
  }

  #refuse(socket: Socket): void {
    this.counts.refused++;
    socket.on("error", () => socket.destroy());
    if (this.#refusals >= MAX_REFUSALS / 2) {
      socket.destroy();
      return;
    }
    this.#refusals++;
    const timer = setTimeout(() => socket.destroy(), REFUSAL_MS);
    socket.once("close", () => {
      this.#refusals--;
      clearTimeout(timer);
    });
    // What the client has sent is read: otherwise the system would throw the reply away as well.
    socket.resume().end(REFUSAL);
  }
}

/** Whether Node's server handles a request of a connection, or a part of a reply still waits to be sent. */
function isBusyAtNode(socket: Socket): boolean {
  const { _httpMessage: response } = socket as Socket & { _httpMessage?: object | null };
  return response != null || socket.writableLength > 0;
}

/** Guards a server whose connections Node reads from the start. */
export function guardConnections(server: Server, options: ConnectionGuardOptions): ConnectionGuard {
  const guard = new ConnectionGuard(server, options);
  const listeners = server.listeners("connection") as ((socket: Socket) => void)[];
  server.removeAllListeners("connection");
  server.on("connection", (socket: Socket) => {
    if (guard.admit(socket)) for (const listener of listeners) listener.call(server, socket);
  });
  return guard;
}
