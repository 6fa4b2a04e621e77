import { MAX_TEXT_LENGTH } from "../../../../platform/xlsx/cells.ts";
import { UnreadableCell } from "../table/table.ts";

/**
 * Puts together a text that may have parts with fonts of their own (CT_Rst; ECMA-376, part 1, 18.4.8): `<t>…</t>` or
 * `<r><t>…</t></r>…`. How a word is pronounced (`<rPh>`) is left out. Call it for each element inside the text.
 */
export class RichText {
  #parts: string[] = [];
  #length = 0;
  #isInText = false;
  #isInPhonetic = false;

  open(name: string): void {
    if (name === "t") this.#isInText = true;
    else if (name === "rPh") this.#isInPhonetic = true;
  }

  close(name: string): void {
    if (name === "t") this.#isInText = false;
    else if (name === "rPh") this.#isInPhonetic = false;
  }

  add(text: string): void {
    if (!this.#isInText || this.#isInPhonetic) return;
    this.#length += text.length;
    if (this.#length <= MAX_TEXT_LENGTH) this.#parts.push(text);
  }

  /** The whole text, without escapes. */
  take(): string | UnreadableCell {
    if (this.#length > MAX_TEXT_LENGTH) return new UnreadableCell("has a text that is too long");
    return unescapeText(this.#parts.join(""));
  }
}

/** Turns `_xHHHH_` into the character with this number (ST_Xstring; ECMA-376, part 1, 22.9.2.19). */
export function unescapeText(text: string): string {
  if (!text.includes("_x")) return text;
  return text.replace(/_x([\dA-Fa-f]{4})_/g, (_, code) => String.fromCharCode(Number.parseInt(code, 16)));
}
