import type { Socket } from "node:net";
import type { Chunk, Outlet } from "../response-stream.ts";

const LAST_CHUNK = Buffer.from("0\r\n\r\n");

/** By way of a plain connection: a broadcast is the same buffer on every one of them. */
export class PlainOutlet implements Outlet {
  readonly #socket: Socket;
  readonly #sendHead: (headers: Record<string, string>) => void;
  /** Whether the reply has begun: from then on the connection is this reply's until it ends. */
  hasBegun = false;
  readonly #whenOver: () => void;
  #listeners: (() => void)[] = [];
  #taken: (() => void) | undefined;
  #hasEnded = false;
  #isClosed = false;

  /**
   * @param sendHead writes the header of a 200 whose body comes in chunks
   * @param over told when the body has been ended and is written, where the client is still there
   */
  constructor(socket: Socket, sendHead: (headers: Record<string, string>) => void, over: () => void) {
    this.#socket = socket;
    this.#sendHead = sendHead;
    this.#whenOver = over;
    socket.once("close", this.release);
  }

  get isClosed(): boolean {
    return this.#isClosed || this.#socket.destroyed;
  }

  get waitingBytes(): number {
    return this.#socket.writableLength;
  }

  begin(headers: Record<string, string>): void {
    this.hasBegun = true;
    this.#sendHead(headers);
  }

  write({ framed }: Chunk): void {
    if (!this.#hasEnded && this.#socket.writable) this.#socket.write(framed);
  }

  end(lastWords?: Chunk): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    if (!this.#socket.writable) return;
    if (lastWords) this.#socket.write(lastWords.framed);
    this.#socket.write(LAST_CHUNK, (error) => {
      if (error) return;
      this.release();
      if (!this.#socket.destroyed) this.#whenOver();
    });
  }

  cutOff(): void {
    this.#socket.destroy();
  }

  onTaken(listener: () => void): void {
    this.#taken = listener;
    this.#socket.on("drain", listener);
  }

  onClose(listener: () => void): void {
    this.#listeners.push(listener);
  }

  /** Lets go of the connection, and tells that it is over. */
  readonly release = (): void => {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#socket.off("close", this.release);
    if (this.#taken) this.#socket.off("drain", this.#taken);
    for (const listener of this.#listeners) listener();
  };
}
