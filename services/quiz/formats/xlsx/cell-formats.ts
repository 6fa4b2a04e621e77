import { tooMuch } from "./too-much.ts";
import type { Attributes, XmlHandler } from "./xml-reader.ts";

/** Spreadsheet programs allow about so many styles of cells. */
const MAX_STYLES = 65_536;

/** The formats that have a number and no text in the file (ECMA-376, part 1, 18.8.30). */
const BUILT_IN: Record<number, string> = {
  1: "0",
  2: "0.00",
  3: "#,##0",
  4: "#,##0.00",
  9: "0%",
  10: "0.00%",
  11: "0.00E+00",
  12: "# ?/?",
  13: "# ??/??",
  18: "h:mm AM/PM",
  19: "h:mm:ss AM/PM",
  20: "h:mm",
  21: "h:mm:ss",
  37: "#,##0",
  38: "#,##0",
  39: "#,##0.00",
  40: "#,##0.00",
  45: "mm:ss",
  46: "[h]:mm:ss",
  48: "##0.0E+0",
};
/** Formats of whole dates: how they are shown depends on the language of the program. */
const BUILT_IN_DATES = new Set([14, 15, 22, 30, 31]);
const DATE = "yyyy-mm-dd";
/** Formats of parts of a date, and those of dates and times in East Asia. */
const BUILT_IN_PARTS = /^(?:1[67]|2[789]|3[2-6]|5[0-8])$/;
const PART_OF_A_DATE = "d-mmm";

/** Collects how the numbers of cells are shown, from a workbook's styles (ECMA-376, part 1, 18.8). */
export class CellFormats implements XmlHandler {
  readonly #codes = new Map<string, string>();
  readonly #styles: string[] = [];
  #codesRead = 0;
  #isInCells = false;

  open(name: string, attributes: Attributes): void {
    if (name === "numFmt") this.#addCode(attributes);
    else if (name === "cellXfs") this.#isInCells = true;
    else if (name === "xf" && this.#isInCells) this.#addStyle(attributes);
  }

  close(name: string): void {
    if (name === "cellXfs") this.#isInCells = false;
  }

  text(): void {}

  /**
   * The format of the cells with a style: "0%", for example; undefined if it is the general one.
   *
   * @param style the cell's `s`
   */
  codeOf(style: string | undefined): string | undefined {
    const id = style === undefined ? undefined : this.#styles[Number(style)];
    if (id === undefined) return undefined;
    return this.#codes.get(id) ?? builtIn(id);
  }

  #addCode({ numFmtId = "", formatCode = "" }: Attributes): void {
    if (++this.#codesRead > MAX_STYLES) throw tooMuch();
    this.#codes.set(numFmtId, formatCode);
  }

  #addStyle({ numFmtId = "0" }: Attributes): void {
    if (this.#styles.length === MAX_STYLES) throw tooMuch();
    this.#styles.push(numFmtId);
  }
}

function builtIn(id: string): string | undefined {
  if (BUILT_IN_PARTS.test(id)) return PART_OF_A_DATE;
  return BUILT_IN_DATES.has(Number(id)) ? DATE : BUILT_IN[Number(id)];
}
