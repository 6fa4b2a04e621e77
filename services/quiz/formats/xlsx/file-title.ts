import { titleSchema } from "../../../../platform/domain/quiz.ts";
import { isStorable } from "../../../../platform/domain/text/storable-text.ts";
import { unescapeText } from "./rich-text.ts";
import type { XmlHandler } from "./xml-reader.ts";

/** Finds the title in the properties of a file (ECMA-376, part 2, 8.3). */
export class FileTitle implements XmlHandler {
  #text = "";
  #isInTitle = false;

  /** Undefined if the file has none that a quiz may have: nobody wrote it for the quiz. */
  get title(): string | undefined {
    const title = titleSchema.safeParse(unescapeText(this.#text));
    return title.success && isStorable(title.data) ? title.data : undefined;
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
