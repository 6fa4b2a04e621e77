import { BadRequest, BodyTooLarge } from "../../../../platform/errors.ts";
import { INCOMPLETE_BODY } from "../body.ts";

/** The body of a request that is handled while its body is still arriving. */
export class IncomingBody {
  readonly #length: number;
  readonly #chunks: Buffer[] = [];
  #received = 0;
  #failure: BadRequest | undefined;
  /** Since when reading is paused until a handler wants the body, by `performance.now()`; undefined if it never was. */
  pausedAt: number | undefined;
  #reader: { resolve: (body: Buffer) => void; reject: (error: Error) => void } | undefined;

  /** @param length of the whole body, in bytes */
  constructor(length: number) {
    this.#length = length;
  }

  get isComplete(): boolean {
    return this.#received === this.#length;
  }

  /** Whether a handler has asked for the body. */
  get isWanted(): boolean {
    return this.#reader !== undefined;
  }

  /** Bytes that have arrived. */
  get received(): number {
    return this.#received;
  }

  /** Takes the bytes that belong to the body. @returns those that follow it; undefined if there are none */
  add(bytes: Buffer): Buffer | undefined {
    const part = bytes.subarray(0, this.#length - this.#received);
    this.#received += part.length;
    this.#chunks.push(part);
    if (this.isComplete) this.#reader?.resolve(this.#take());
    return part.length < bytes.length ? bytes.subarray(part.length) : undefined;
  }

  /**
   * The full body. Call it once.
   *
   * @param limit in bytes
   * @throws BodyTooLarge if it is over the limit, BadRequest if the connection closes before it is complete
   */
  async read(limit: number): Promise<Buffer> {
    if (this.#length > limit) throw new BodyTooLarge(limit);
    if (this.#failure) throw this.#failure;
    if (this.isComplete) return this.#take();
    const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
    this.#reader = { resolve, reject };
    return promise;
  }

  /** No more bytes will come. */
  fail(): void {
    if (this.isComplete) return;
    this.#failure = new BadRequest(INCOMPLETE_BODY);
    this.#chunks.length = 0;
    this.#reader?.reject(this.#failure);
  }

  #take(): Buffer {
    const body = Buffer.concat(this.#chunks);
    this.#chunks.length = 0;
    return body;
  }
}
