import type { Socket } from "node:net";

/** How many connections are looked at to find an idle one: a bounded time, however many are open. */
const MAX_LOOKED_AT = 64;

/**
 * Open connections, oldest first, among which an idle one is found quickly. It is the "second chance" of page
 * replacement: a connection that was used since it was last looked at goes to the end of the row. A request costs nothing:
 * the bytes that have arrived tell.
 */
export class OpenConnections {
  /** The bytes that had arrived when a connection was last looked at. */
  readonly #connections = new Map<Socket, number>();
  readonly #isBusy: (socket: Socket) => boolean;

  constructor(isBusy: (socket: Socket) => boolean) {
    this.#isBusy = isBusy;
  }

  get size(): number {
    return this.#connections.size;
  }

  add(socket: Socket): void {
    this.#connections.set(socket, 0);
  }

  delete(socket: Socket): void {
    this.#connections.delete(socket);
  }

  /**
   * Removes and returns a connection that waits for a request: one that has sent nothing since it was last looked at (or
   * ever), or else the oldest one looked at. Undefined if all that were looked at are busy.
   */
  takeIdle(): Socket | undefined {
    let oldest: Socket | undefined;
    let lookedAt = 0;
    for (const [socket, bytesBefore] of this.#connections) {
      if (++lookedAt > MAX_LOOKED_AT) break;
      const isBusy = this.#isBusy(socket);
      if (!isBusy && socket.bytesRead === bytesBefore) return this.#take(socket);
      if (!isBusy) oldest ??= socket;
      this.#connections.delete(socket);
      this.#connections.set(socket, socket.bytesRead);
    }
    return oldest && this.#take(oldest);
  }

  #take(socket: Socket): Socket {
    this.#connections.delete(socket);
    return socket;
  }
}
