import { connect, type Socket } from "node:net";
import type { CrowdTarget } from "./plan.ts";

/** A socket that knows which stream it is of. */
interface StreamSocket extends Socket {
  streamNo: number;
}

export interface SocketHandlers {
  onConnect(stream: number): void;
  onBytes(stream: number, bytes: Buffer): void;
  /** @param code of the error, or `end` */
  onClose(stream: number, code: string): void;
}

/** As much as one read takes. All sockets share the buffer. */
const READ_BYTES = 64 * 1024;

/** The sockets of many streams. They share one buffer and all listeners, so a socket costs what `net.Socket` does. */
export class StreamSockets {
  readonly #sockets: (StreamSocket | undefined)[] = [];
  readonly #handlers: SocketHandlers;
  readonly #onread: {
    buffer: Buffer;
    callback: (this: Socket, length: number, buffer: Uint8Array) => boolean;
  };
  readonly #onConnect: (this: Socket) => void;
  readonly #onError: (this: Socket, error: NodeJS.ErrnoException) => void;
  readonly #onClose: (this: Socket) => void;
  /** Codes of errors of sockets that are about to close. */
  readonly #codes = new Map<number, string>();

  constructor(handlers: SocketHandlers) {
    this.#handlers = handlers;
    const { onBytes } = handlers;
    const buffer = Buffer.allocUnsafeSlow(READ_BYTES);
    // Node calls it as a method of the socket. The bytes are read before the next socket's come.
    const callback = function (this: Socket, length: number): boolean {
      onBytes((this as StreamSocket).streamNo, buffer.subarray(0, length));
      return true;
    };
    this.#onread = { buffer, callback };
    const self = this;
    this.#onConnect = function () {
      self.#handlers.onConnect((this as StreamSocket).streamNo);
    };
    this.#onError = function (error) {
      const { streamNo } = this as StreamSocket;
      if (self.#sockets[streamNo] === this) self.#codes.set(streamNo, error.code ?? error.message);
    };
    this.#onClose = function () {
      const { streamNo } = this as StreamSocket;
      // A socket that was dropped is not its stream's any more.
      if (self.#sockets[streamNo] !== this) return;
      const code = self.#codes.get(streamNo) ?? "end";
      self.#forget(streamNo);
      self.#handlers.onClose(streamNo, code);
    };
  }

  open(stream: number, { host, port }: CrowdTarget, localAddress: string | undefined): void {
    const socket = connect({
      host,
      port,
      onread: this.#onread as never,
      ...(localAddress !== undefined && { localAddress }),
    }) as StreamSocket;
    socket.streamNo = stream;
    this.#sockets[stream] = socket;
    socket.on("connect", this.#onConnect);
    socket.on("error", this.#onError);
    socket.on("close", this.#onClose);
  }

  write(stream: number, bytes: string | Buffer): void {
    this.#sockets[stream]?.write(bytes as Buffer);
  }

  /** Closes a stream's socket without a word to `onClose`. */
  drop(stream: number): void {
    const socket = this.#sockets[stream];
    this.#forget(stream);
    socket?.destroy();
  }

  /** Resets all connections, so that none of them keeps its port in TIME_WAIT. */
  close(): void {
    const sockets = this.#sockets.splice(0);
    for (const socket of sockets) socket?.resetAndDestroy();
  }

  #forget(stream: number): void {
    this.#sockets[stream] = undefined;
    this.#codes.delete(stream);
  }
}
