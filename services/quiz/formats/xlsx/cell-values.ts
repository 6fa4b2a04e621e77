import { type Cell, UnreadableCell } from "../table/table.ts";
import type { CellFormats } from "./cell-formats.ts";
import { unescapeText } from "./rich-text.ts";
import { shownNumber } from "./shown-number.ts";
import { tooMuch } from "./too-much.ts";
import { isTrue } from "./workbook-parts.ts";

/** So many numbers with a format of their own are read: each takes some µs. */
const MAX_FORMATTED = 100_000;
/** The texts of all cells may be so long together: a small file may have the same long text in each cell. */
const MAX_TEXT_LENGTH = 8 * 1024 * 1024;

/** A cell as the file has it (ECMA-376, part 1, 18.3.1.4). */
export interface RawCell {
  type: string | undefined;
  style: string | undefined;
  /** The text of `<v>`. */
  value: string;
  /** The text of `<is>`. */
  inline: string | UnreadableCell | undefined;
  hasFormula: boolean;
}

/** Finds what a cell shows. A formula is never computed: the file has its last value. */
export class CellValues {
  readonly #strings: readonly (string | UnreadableCell)[];
  readonly #formats: CellFormats;
  readonly #is1904: boolean;
  #formatted = 0;
  #textLength = 0;

  constructor(strings: readonly (string | UnreadableCell)[], formats: CellFormats, is1904: boolean) {
    this.#strings = strings;
    this.#formats = formats;
    this.#is1904 = is1904;
  }

  /** Null if the cell is empty. @throws ValidationError if the texts of all cells are too long together */
  valueOf(cell: RawCell): Cell {
    const value = this.#read(cell);
    if (typeof value !== "string") return value;
    this.#textLength += value.length;
    if (this.#textLength > MAX_TEXT_LENGTH) throw tooMuch();
    return value === "" ? null : value;
  }

  #read({ type = "n", style, value, inline, hasFormula }: RawCell): Cell {
    if (type === "inlineStr") return inline ?? unescapeText(value);
    if (type === "e") return new UnreadableCell(`has the error ${value.slice(0, 20) || "of a formula"}`);
    if (value.trim() === "") return hasFormula && type !== "str" ? NOT_COMPUTED : null;
    switch (type) {
      case "s":
        return this.#strings[Number(value)] ?? UNKNOWN;
      case "str":
        return unescapeText(value);
      case "b":
        return isTrue(value.trim());
      case "d":
        return dateOf(value) ?? UNKNOWN;
      case "n":
        return this.#number(Number(value), style);
      default:
        return UNKNOWN;
    }
  }

  #number(value: number, style: string | undefined): Cell {
    if (!Number.isFinite(value)) return UNKNOWN;
    const code = this.#formats.codeOf(style);
    if (code !== undefined && ++this.#formatted > MAX_FORMATTED) throw tooMuch();
    return shownNumber(value, code, this.#is1904);
  }
}

const NOT_COMPUTED = new UnreadableCell(
  "has a formula without a value; open the file in a spreadsheet program and save it again",
);
const UNKNOWN = new UnreadableCell("has a value that cannot be read");

function dateOf(iso: string): Date | undefined {
  const date = new Date(iso.trim());
  return Number.isNaN(date.getTime()) ? undefined : date;
}
