import type { Socket } from "node:net";
import { WRITE_TIMEOUT_MS } from "../../../../platform/http/paced-connection.ts";
import type { Chunk, ResponseStream } from "../response-stream.ts";

const LAST_CHUNK = Buffer.from("0\r\n\r\n");

/** Writes chunks to a raw connection's socket. A broadcast is the same buffer on every connection. */
export class RawResponseStream implements ResponseStream {
  readonly #socket: Socket;
  readonly #sendHead: (headers: Record<string, string>) => void;
  readonly #onEnded: () => void;
  readonly #closeListeners: (() => void)[] = [];
  #drainListener: (() => void) | undefined;
  #hasEnded = false;
  #isReleased = false;

  /**
   * @param sendHead writes status 200 and headers for a chunked body
   * @param onEnded called when the last chunk is written, unless the client has disconnected
   */
  constructor(socket: Socket, sendHead: (headers: Record<string, string>) => void, onEnded: () => void) {
    this.#socket = socket;
    this.#sendHead = sendHead;
    this.#onEnded = onEnded;
    socket.once("close", this.release);
  }

  get isClosed(): boolean {
    return this.#isReleased || this.#socket.destroyed;
  }

  get bufferedBytes(): number {
    return this.#socket.writableLength;
  }

  writeHead(headers: Record<string, string>): void {
    this.#sendHead(headers);
  }

  write({ framed }: Chunk): void {
    if (!this.#hasEnded && this.#socket.writable) this.#socket.write(framed);
  }

  end(finalChunk?: Chunk): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    if (!this.#socket.writable) return;
    // A client that never reads the rest must not hold the connection.
    this.#socket.setTimeout(WRITE_TIMEOUT_MS);
    if (finalChunk) this.#socket.write(finalChunk.framed);
    this.#socket.write(LAST_CHUNK, (error) => {
      if (error) return;
      this.release();
      if (!this.#socket.destroyed) this.#onEnded();
    });
  }

  destroy(): void {
    this.#socket.destroy();
  }

  onDrain(listener: () => void): void {
    this.#drainListener = listener;
    this.#socket.on("drain", listener);
  }

  onClose(listener: () => void): void {
    this.#closeListeners.push(listener);
  }

  /** Removes the listeners from the socket, which stays open, and calls the `onClose` listeners. */
  readonly release = (): void => {
    if (this.#isReleased) return;
    this.#isReleased = true;
    this.#socket.off("close", this.release);
    if (this.#drainListener) this.#socket.off("drain", this.#drainListener);
    for (const listener of this.#closeListeners) listener();
  };
}
