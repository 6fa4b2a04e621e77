import type { UnreadableCell } from "../table/table.ts";
import { RichText } from "./rich-text.ts";
import { tooMuch } from "./too-much.ts";
import type { XmlHandler } from "./xml-reader.ts";

/** So many texts a workbook may have: as many as 50,000 rows with 20 different texts. */
const MAX_STRINGS = 1_000_000;

/** Collects the texts that cells name by their position (ECMA-376, part 1, 18.4.9). Its `count` is not looked at. */
export class SharedStrings implements XmlHandler {
  readonly strings: (string | UnreadableCell)[] = [];
  #text: RichText | undefined;

  open(name: string): void {
    if (name === "si") this.#text = new RichText();
    else this.#text?.open(name);
  }

  close(name: string): void {
    if (name !== "si") {
      this.#text?.close(name);
    } else if (this.#text) {
      if (this.strings.length === MAX_STRINGS) throw tooMuch();
      this.strings.push(this.#text.take());
      this.#text = undefined;
    }
  }

  text(text: string): void {
    this.#text?.add(text);
  }
}
