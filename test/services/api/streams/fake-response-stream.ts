import type { Chunk, Outlet } from "../../../../services/api/http/response-stream.ts";

/** A way to a client who reads when it is told to: until then what is written waits. */
export class FakeOutlet implements Outlet {
  readonly written: Buffer[] = [];
  isReading = true;
  waitingBytes = 0;
  isClosed = false;
  wasCutOff = false;
  hasEnded = false;
  readonly #whenTaken: (() => void)[] = [];
  readonly #whenClosed: (() => void)[] = [];

  begin(): void {}

  write({ bytes }: Chunk): void {
    if (this.hasEnded || this.isClosed) return;
    this.written.push(bytes);
    if (!this.isReading) this.waitingBytes += bytes.length;
  }

  end(lastWords?: Chunk): void {
    if (lastWords) this.write(lastWords);
    this.hasEnded = true;
    if (this.isReading) this.#close();
  }

  cutOff(): void {
    this.wasCutOff = true;
    this.#close();
  }

  onTaken(listener: () => void): void {
    this.#whenTaken.push(listener);
  }

  onClose(listener: () => void): void {
    this.#whenClosed.push(listener);
  }

  /** The reader reads all that waits. @param goesOn and all that follows */
  read(goesOn = true): void {
    this.isReading = goesOn;
    this.waitingBytes = 0;
    for (const listener of this.#whenTaken) listener();
    if (this.hasEnded) this.#close();
  }

  /** All that was written so far, as text. */
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
    // As with a real one, its listeners are told in a turn of its own.
    void Promise.resolve().then(() => {
      for (const listener of this.#whenClosed) listener();
    });
  }
}
