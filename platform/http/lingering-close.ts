import type { Socket } from "node:net";

/** How long, and for how many bytes, a closing connection still reads what the client sends. */
export interface LingerLimits {
  /** In all, in ms. */
  totalMs: number;
  /** Without a byte from the client, in ms. */
  idleMs: number;
  maxBytes: number;
}

/** The times are nginx's (`lingering_time`, `lingering_timeout`). The bytes are several times the largest body. */
const LIMITS: LingerLimits = { totalMs: 30_000, idleMs: 5000, maxBytes: 32 * 1024 * 1024 };

/**
 * Closes a connection whose client may still be sending: ends this side, then reads and discards until the client has
 * ended its own side (RFC 9112, 9.6). A plain close would reset the connection, and the client would lose a reply
 * that it has not read yet. The socket no longer belongs to anyone else.
 */
export function lingeringClose(socket: Socket, { totalMs, idleMs, maxBytes }: LingerLimits = LIMITS): void {
  if (socket.destroyed) return;
  for (const event of ["data", "timeout"]) socket.removeAllListeners(event);
  let bytes = 0;
  const destroy = () => socket.destroy();
  const timer = setTimeout(destroy, totalMs);
  socket.once("close", () => clearTimeout(timer));
  socket.on("error", destroy);
  socket.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > maxBytes) destroy();
  });
  socket.setTimeout(idleMs, destroy);
  socket.end();
  socket.resume();
}
