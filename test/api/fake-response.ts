import { EventEmitter } from "node:events";
import type { ServerResponse } from "node:http";

/** A response whose reader reads when it is told to: until then what is written waits. */
export class FakeResponse extends EventEmitter {
  readonly written: Buffer[] = [];
  isReading = true;
  writableLength = 0;
  writableEnded = false;
  destroyed = false;
  closed = false;

  writeHead(): this {
    return this;
  }

  flushHeaders(): void {}

  write(bytes: Buffer): boolean {
    if (this.writableEnded) throw new Error("write after end");
    this.written.push(bytes);
    if (!this.isReading) this.writableLength += bytes.length;
    return this.writableLength === 0;
  }

  end(text = ""): void {
    if (text) this.write(Buffer.from(text));
    this.writableEnded = true;
    if (this.isReading) this.#close();
  }

  destroy(): void {
    this.destroyed = true;
    this.#close();
  }

  /** The reader reads all that waits. */
  read(): void {
    this.isReading = true;
    this.writableLength = 0;
    this.emit("drain");
    if (this.writableEnded) this.#close();
  }

  /** All that was written so far, as text. */
  get text(): string {
    return Buffer.concat(this.written).toString();
  }

  /** The names of the events that were written, in order. */
  get events(): string[] {
    return [...this.text.matchAll(/^event: (.*)$/gm)].map(([, name]) => name!);
  }

  get asResponse(): ServerResponse {
    return this as unknown as ServerResponse;
  }

  /** As with a real one, the last event comes in a turn of its own. */
  #close(): void {
    if (this.closed) return;
    this.closed = true;
    void Promise.resolve().then(() => this.emit("close"));
  }
}
