import { MAX_TEXT_LENGTH } from "../../../../platform/xlsx/cells.ts";
import { refused } from "../shared/refused.ts";
import { type Cell, MAX_COLUMNS, type Row } from "../table/table.ts";
import type { CellValues } from "./cell-values.ts";
import { RichText } from "./rich-text.ts";
import { tooMuch } from "./too-much.ts";
import type { Attributes, XmlHandler } from "./xml-reader.ts";

/** The last row that may have something in it: no quiz is as large. */
const MAX_ROWS = 50_001;
/** So many cells the rows may have, with the empty ones before a cell. */
const MAX_CELLS = 4_000_000;
/** By so many rows it is seen whether a sheet has the questions: more than `findHeader` looks at. */
const FIRST_ROWS = 50;

/**
 * Collects the rows of a sheet that have something in them (ECMA-376, part 1, 18.3.1.73). What the sheet says of its
 * own size (`dimension`, `spans`) is not looked at.
 */
export class SheetRows implements XmlHandler {
  readonly rows: Row[] = [];
  readonly #values: CellValues;
  readonly #isWanted: (firstRows: readonly Row[]) => boolean;
  #isKnownAsWanted = false;
  #isInData = false;
  #isPastData = false;
  #count = 0;
  #line = 0;
  #cells: Cell[] = [];
  /** The column of the last cell, from 0. */
  #column = -1;
  #cell: OpenCell | undefined;

  /** @param isWanted whether the rest of a long sheet is to be read, asked once with its first rows */
  constructor(values: CellValues, isWanted: (firstRows: readonly Row[]) => boolean) {
    this.#values = values;
    this.#isWanted = isWanted;
  }

  isDone(): boolean {
    if (this.#isPastData) return true;
    if (this.#isKnownAsWanted || this.rows.length < FIRST_ROWS) return false;
    this.#isKnownAsWanted = this.#isWanted(this.rows.slice(0, FIRST_ROWS));
    return !this.#isKnownAsWanted;
  }

  open(name: string, attributes: Attributes): void {
    if (this.#cell) this.#cell.open(name);
    else if (name === "sheetData") this.#isInData = true;
    else if (!this.#isInData) return;
    else if (name === "c") this.#openCell(attributes);
    else if (name === "row") this.#openRow(attributes);
  }

  close(name: string): void {
    if (name === "c") this.#closeCell();
    else if (this.#cell) this.#cell.close(name);
    else if (name === "row") this.#closeRow();
    else if (name === "sheetData") this.#isPastData = true;
  }

  text(text: string): void {
    this.#cell?.add(text);
  }

  #openRow({ r }: Attributes): void {
    this.#line = r === undefined ? this.#line + 1 : Number(r);
    this.#cells = [];
    this.#column = -1;
  }

  #closeRow(): void {
    if (this.#cells.length === 0) return;
    this.rows.push({ line: this.#line, cells: this.#cells });
    this.#count += this.#cells.length;
    if (this.#count > MAX_CELLS) throw tooMuch();
  }

  #openCell(attributes: Attributes): void {
    const { r } = attributes;
    // A row and a cell need not say where they are: then they follow the one before.
    this.#column = r === undefined ? this.#column + 1 : columnOf(r);
    this.#cell = new OpenCell(attributes);
  }

  #closeCell(): void {
    const value = this.#cell && this.#values.valueOf(this.#cell);
    this.#cell = undefined;
    // A style of whole columns leaves cells without a value, also at the far end of the sheet.
    if (value === null || value === undefined) return;
    if (!(this.#line >= 1 && this.#line <= MAX_ROWS && this.#column >= 0 && this.#column < MAX_COLUMNS)) {
      throw refused(`has a cell outside of the first ${MAX_ROWS} rows and ${MAX_COLUMNS} columns of a sheet`);
    }
    while (this.#cells.length < this.#column) this.#cells.push(null);
    this.#cells[this.#column] = value;
  }
}

/** A cell whose end has not been read yet. */
class OpenCell {
  readonly type: string | undefined;
  readonly style: string | undefined;
  value = "";
  hasFormula = false;
  #inline: RichText | undefined;
  #isInValue = false;

  constructor({ t, s }: Attributes) {
    this.type = t;
    this.style = s;
  }

  get inline() {
    return this.#inline?.take();
  }

  open(name: string): void {
    if (name === "v") this.#isInValue = true;
    else if (name === "f") this.hasFormula = true;
    else if (name === "is") this.#inline = new RichText();
    else this.#inline?.open(name);
  }

  close(name: string): void {
    if (name === "v") this.#isInValue = false;
    else this.#inline?.close(name);
  }

  add(text: string): void {
    if (!this.#isInValue) this.#inline?.add(text);
    else if (this.value.length <= MAX_TEXT_LENGTH) this.value += text.slice(0, MAX_TEXT_LENGTH + 1);
  }
}

/** The column in an address such as "AB12", from 0. It is not a number if there is none. */
function columnOf(address: string): number {
  const letters = /^[A-Z]{1,3}(?=\d)/.exec(address)?.[0];
  if (!letters) return Number.NaN;
  let column = 0;
  for (const letter of letters) column = column * 26 + letter.charCodeAt(0) - 64;
  return column - 1;
}
