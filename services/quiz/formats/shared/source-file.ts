import { decode } from "./decode.ts";

/** A file that a host has sent. */
export class SourceFile {
  readonly bytes: Buffer;
  #text: string | undefined;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  /** The file as text (see `decode`), without a byte order mark. It has no meaning if the file is a zip or an image. */
  get text(): string {
    this.#text ??= decode(this.bytes);
    return this.#text;
  }
}
