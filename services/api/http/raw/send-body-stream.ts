import { once } from "node:events";
import type { Socket } from "node:net";
import type { Readable } from "node:stream";

const LINE_END = "\r\n";

/**
 * Sends a body as fast as the client reads it.
 *
 * @param isChunked frames each piece as an HTTP chunk (RFC 9112, 7.1); without it, the head has told the length
 * @throws the stream's error, or an error if the client disconnects first: then the connection is closed
 */
export async function sendBodyStream(socket: Socket, body: Readable, isChunked: boolean): Promise<void> {
  const stop = () => body.destroy();
  socket.once("close", stop);
  try {
    for await (const piece of body as AsyncIterable<Buffer | string>) {
      const bytes = typeof piece === "string" ? Buffer.from(piece) : piece;
      if (bytes.length > 0 && !write(socket, bytes, isChunked)) await drained(socket);
    }
    if (socket.destroyed) throw new Error("The client disconnected before the end of the response.");
    if (isChunked) socket.write(`0${LINE_END}${LINE_END}`, "latin1");
  } catch (error) {
    socket.destroy();
    throw error;
  } finally {
    socket.off("close", stop);
  }
}

/** @returns false if the socket's buffer is full */
function write(socket: Socket, bytes: Buffer, isChunked: boolean): boolean {
  if (!isChunked) return socket.write(bytes);
  socket.cork();
  socket.write(`${bytes.length.toString(16)}${LINE_END}`, "latin1");
  socket.write(bytes);
  const hasRoom = socket.write(LINE_END, "latin1");
  socket.uncork();
  return hasRoom;
}

/** Waits until the socket's buffer is empty, or the connection is closed. */
async function drained(socket: Socket): Promise<void> {
  if (socket.destroyed) return;
  const isOver = new AbortController();
  const options = { signal: isOver.signal };
  try {
    await Promise.race([once(socket, "drain", options), once(socket, "close", options)]);
  } finally {
    isOver.abort();
  }
}
