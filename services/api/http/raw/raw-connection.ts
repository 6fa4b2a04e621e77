import type { Socket } from "node:net";
import type { Found } from "../../routing/router.ts";
import type { Asked, Reply } from "../request-context.ts";
import type { WayBack } from "./raw-request-context.ts";
import { headText, writeReply } from "./raw-response.ts";
import { PlainOutlet } from "./raw-response-stream.ts";
import { type PlainHead, readPlainHead } from "./request-head.ts";

/** What a connection needs of the gateway. */
export interface PlainServer {
  /** Ms for which a connection may be idle. */
  keepAliveMs: number;
  /** Ms that a request may take to arrive. */
  requestMs: number;
  /** Whether the gateway takes no more requests after those that are under way. */
  readonly isClosing: boolean;
  /** The route of a request; undefined where it goes another way. */
  find(head: PlainHead): Found | undefined;
  /** Answers a request whose body is whole. */
  serve(asked: Asked, found: Found, body: Buffer, wayBack: WayBack): void;
  /** Takes a connection over, with all that it has said since the last reply. */
  handOver(connection: RawConnection, socket: Socket, bytes: Buffer): void;
  /** A request did not arrive in time. */
  refuseLate(connection: RawConnection, socket: Socket): void;
  ended(connection: RawConnection): void;
}

/** A client may use all of the time that it was told, and the network some, in ms; as Node's own server has it. */
const KEEP_ALIVE_BUFFER_MS = 1000;
/** More bytes than this that wait behind a request under way are left in the system's buffers. */
const MOST_WAITING = 64 * 1024;

/** A client's connection, as long as all that it asks is plain: one request after the other. */
export class RawConnection implements WayBack {
  readonly #socket: Socket;
  readonly #server: PlainServer;
  readonly #stays: string;
  readonly #listeners: [string, (...args: never[]) => void][];
  /** What has arrived and is not served. */
  #waiting: Buffer | undefined;
  /** The next request, while its body is still to come. */
  #next: { head: PlainHead; found: Found } | undefined;
  /** When the first bytes of a request that is not whole arrived, by `performance.now()`; 0 where there are none. */
  #since = 0;
  #isBusy = false;
  /** Whether it waits for the client to take the reply. */
  #isCatchingUp = false;
  /** The reply without an end that is under way, or was asked for. */
  #outlet: PlainOutlet | undefined;
  #isLast = false;
  #hasHungUp = false;
  #isReading = false;

  constructor(socket: Socket, server: PlainServer) {
    this.#socket = socket;
    this.#server = server;
    this.#stays = `Connection: keep-alive\r\nKeep-Alive: timeout=${Math.floor(server.keepAliveMs / 1000)}\r\n`;
    this.#listeners = [
      ["data", (chunk: Buffer) => this.#onData(chunk)],
      ["end", () => this.#hangUp()],
      ["timeout", () => this.#idle()],
      ["error", () => socket.destroy()],
      ["close", () => server.ended(this)],
    ];
    for (const [event, listener] of this.#listeners)
      socket.on(event, listener as (...args: unknown[]) => void);
    this.#mayBeIdle();
  }

  /** Whether a request is under way. */
  get isBusy(): boolean {
    return this.#isBusy;
  }

  /** Ends the connection where nothing is under way on it; else it ends with its reply. */
  endIfIdle(): void {
    if (!this.#isBusy && this.#waiting === undefined) this.#end();
  }

  destroy(): void {
    this.#socket.destroy();
  }

  #onData(chunk: Buffer): void {
    if (this.#isLast && !this.#isBusy) return;
    this.#waiting = this.#waiting === undefined ? chunk : Buffer.concat([this.#waiting, chunk]);
    if (!this.#isBusy) this.#read();
    else if (this.#waiting.length > MOST_WAITING) this.#socket.pause();
  }

  /** Serves what is whole, one after the other: those that are answered at once, at once. */
  #read(): void {
    this.#isReading = true;
    while (this.#waiting !== undefined && !this.#isBusy && !this.#isLast) {
      if (!this.#readOne(this.#waiting)) break;
    }
    this.#isReading = false;
  }

  /** Serves the first request of some bytes, and answers whether it was there. */
  #readOne(bytes: Buffer): boolean {
    this.#next ??= this.#take(bytes);
    if (this.#next === undefined) return false;
    const { head, found } = this.#next;
    const end = head.length + head.bodyLength;
    if (bytes.length < end) {
      this.#wait();
      return false;
    }
    this.#waiting = bytes.length === end ? undefined : bytes.subarray(end);
    this.#next = undefined;
    if (this.#since !== 0) this.#mayBeIdle();
    this.#since = 0;
    this.#isBusy = true;
    this.#isLast = head.isLast;
    const { url, headers } = head;
    const body = bytes.subarray(head.length, end);
    this.#server.serve({ url, headers, socket: this.#socket }, found, body, this);
    return true;
  }

  /** The request that some bytes begin with; undefined where it is still to come, or not for this connection. */
  #take(bytes: Buffer): { head: PlainHead; found: Found } | undefined {
    const head = readPlainHead(bytes);
    if (head === "unfinished") {
      this.#wait();
      return undefined;
    }
    const found = head === "odd" ? undefined : this.#server.find(head);
    if (head !== "odd" && found) return { head, found };
    this.#handOver(bytes);
    return undefined;
  }

  send(reply: Reply, requestId: string): void {
    if (this.#socket.destroyed) return;
    if (this.#outlet?.hasBegun) {
      // Half of another reply has gone out: nothing that follows would be understood.
      this.#socket.destroy();
      return;
    }
    this.#outlet?.release();
    this.#outlet = undefined;
    const isKeepingUp = writeReply(this.#socket, reply, requestId, this.#connectionLines());
    if (isKeepingUp || this.#isLast) this.#goOn();
    else this.#catchUp();
  }

  open(requestId: string): PlainOutlet {
    const socket = this.#socket;
    const sendHead = (headers: Record<string, string>) => {
      const reply = { status: 200, headers: { ...headers, "Transfer-Encoding": "chunked" } };
      socket.setTimeout(0);
      socket.write(headText(reply, requestId, this.#connectionLines()), "latin1");
    };
    this.#outlet = new PlainOutlet(socket, sendHead, () => {
      this.#outlet = undefined;
      this.#mayBeIdle();
      this.#goOn();
    });
    return this.#outlet;
  }

  /** Decides whether the connection stays, and says so. */
  #connectionLines(): string {
    if (this.#server.isClosing || (this.#hasHungUp && this.#waiting === undefined)) this.#isLast = true;
    return this.#isLast ? "Connection: close\r\n" : this.#stays;
  }

  /** A client that does not read its replies is not heard any further. */
  #catchUp(): void {
    this.#isCatchingUp = true;
    this.#socket.pause().once("drain", () => {
      this.#isCatchingUp = false;
      this.#goOn();
    });
  }

  /** After a reply: to the next request, or to the end where none will come. */
  #goOn(): void {
    this.#isBusy = false;
    const saysNoMore = this.#waiting === undefined && (this.#hasHungUp || this.#server.isClosing);
    if (this.#isLast || saysNoMore) {
      this.#end();
      return;
    }
    if (this.#socket.isPaused()) this.#socket.resume();
    if (this.#waiting !== undefined && !this.#isReading) this.#read();
  }

  /** Time runs from a request's first byte to its last. */
  #wait(): void {
    const now = performance.now();
    if (this.#hasHungUp) this.#handOver(this.#waiting!);
    else if (this.#since === 0) {
      this.#since = now;
      this.#socket.setTimeout(this.#server.requestMs);
    } else if (now - this.#since > this.#server.requestMs) this.#refuse();
  }

  /** The client will say no more; it may still hear. */
  #hangUp(): void {
    this.#hasHungUp = true;
    // Who reads a stream has left.
    if (this.#outlet) this.#socket.destroy();
    if (this.#isBusy) return;
    if (this.#waiting === undefined) this.#end();
    else this.#handOver(this.#waiting);
  }

  #idle(): void {
    if (this.#isBusy && !this.#isCatchingUp) return;
    if (this.#since === 0) this.#socket.destroy();
    else this.#refuse();
  }

  /** Once what was written has gone out; nothing that comes after this is heard. */
  #end(): void {
    this.#isLast = true;
    this.#waiting = undefined;
    this.#socket.destroySoon();
  }

  #handOver(bytes: Buffer): void {
    this.#leave();
    this.#server.handOver(this, this.#socket, bytes);
    if (this.#hasHungUp) this.#socket.emit("end");
  }

  #mayBeIdle(): void {
    this.#socket.setTimeout(this.#server.keepAliveMs + KEEP_ALIVE_BUFFER_MS);
  }

  #refuse(): void {
    this.#leave();
    this.#server.refuseLate(this, this.#socket);
  }

  #leave(): void {
    this.#isLast = true;
    this.#waiting = undefined;
    for (const [event, listener] of this.#listeners) {
      this.#socket.off(event, listener as (...args: unknown[]) => void);
    }
    this.#socket.setTimeout(0);
  }
}
