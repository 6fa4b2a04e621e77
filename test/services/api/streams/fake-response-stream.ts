import type { Chunk, ResponseStream } from "../../../../services/api/http/response-stream.ts";

/** The response stream of a client that can stop reading: until it reads again, what is written stays buffered. */
export class FakeResponseStream implements ResponseStream {
  readonly written: Buffer[] = [];
  isReading = true;
  bufferedBytes = 0;
  isClosed = false;
  wasCutOff = false;
  hasEnded = false;
  readonly #drainListeners: (() => void)[] = [];
  readonly #closeListeners: (() => void)[] = [];

  writeHead(): void {}

  write({ bytes }: Chunk): void {
    if (this.hasEnded || this.isClosed) return;
    this.written.push(bytes);
    if (!this.isReading) this.bufferedBytes += bytes.length;
  }

  end(finalChunk?: Chunk): void {
    if (finalChunk) this.write(finalChunk);
    this.hasEnded = true;
    if (this.isReading) this.#close();
  }

  destroy(): void {
    this.wasCutOff = true;
    this.#close();
  }

  onDrain(listener: () => void): void {
    this.#drainListeners.push(listener);
  }

  onClose(listener: () => void): void {
    this.#closeListeners.push(listener);
  }

  /** The client reads all that is buffered. @param continues whether it also reads what is written later */
  read(continues = true): void {
    this.isReading = continues;
    this.bufferedBytes = 0;
    for (const listener of this.#drainListeners) listener();
    if (this.hasEnded) this.#close();
  }

  /** Everything that was written, as text. */
  get text(): string {
    return Buffer.concat(this.written).toString();
  }

  /** The names of the events that were written, in order. */
  get events(): string[] {
    return [...this.text.matchAll(/^event: (.*)$/gm)].map(([, name]) => name!);
  }

  #close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    // As in a real stream, the listeners are called asynchronously.
    void Promise.resolve().then(() => {
      for (const listener of this.#closeListeners) listener();
    });
  }
}
