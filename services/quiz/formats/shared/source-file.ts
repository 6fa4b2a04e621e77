import { decode } from "./decode.ts";
import { withoutFence } from "./fence.ts";

/** A file that a host has sent. */
export class SourceFile {
  readonly bytes: Buffer;
  #text: string | undefined;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  /**
   * The file as text (see `decode`), without a byte order mark, and without a fence around it (see `withoutFence`). It
   * has no meaning if the file is a zip or an image.
   */
  get text(): string {
    this.#text ??= withoutFence(decode(this.bytes));
    return this.#text;
  }
}
