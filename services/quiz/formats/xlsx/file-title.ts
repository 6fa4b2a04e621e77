import { possibleTitle } from "../shared/title.ts";
import { unescapeText } from "./rich-text.ts";
import type { XmlHandler } from "./xml-reader.ts";

/** Finds the title in the properties of a file (ECMA-376, part 2, 8.3). */
export class FileTitle implements XmlHandler {
  #text = "";
  #isInTitle = false;

  /** Undefined if the file has none that a quiz may have. */
  get title(): string | undefined {
    return possibleTitle(unescapeText(this.#text));
  }

  open(name: string): void {
    this.#isInTitle = name === "title";
  }

  close(): void {
    this.#isInTitle = false;
  }

  text(text: string): void {
    if (this.#isInTitle) this.#text = text;
  }
}
