import { isVisible } from "../../../../platform/domain/text/visible-text.ts";
import { type Cell, textOf } from "./cell.ts";
import type { ColumnRole } from "./column-words.ts";
import type { Header } from "./find-header.ts";
import { UnreadableCell } from "./unreadable-cell.ts";

/** The cells of a row by what they mean. Texts are as the file has them; blank ones are "". */
export class RowCells {
  readonly #cells: readonly Cell[];
  readonly #header: Header;
  readonly #hasUnreadable: boolean;

  constructor(cells: readonly Cell[], header: Header) {
    this.#cells = cells;
    this.#header = header;
    this.#hasUnreadable = cells.some((cell) => cell instanceof UnreadableCell);
  }

  text(role: ColumnRole): string {
    return this.#text(this.#header.columns.get(role));
  }

  /** The name of a column as the file has it. */
  name(role: ColumnRole): string {
    return this.#header.names[this.#header.columns.get(role) ?? -1] ?? "";
  }

  /** The options that are not blank, by their number. */
  options(): Map<number, string> {
    return this.#numbered(this.#header.options);
  }

  /** The marks of options that are not blank, by the option's number. */
  marks(): Map<number, string> {
    return this.#numbered(this.#header.marks);
  }

  rights(): string[] {
    return this.#texts(this.#header.rights);
  }

  wrongs(): string[] {
    return this.#texts(this.#header.wrongs);
  }

  answer(): string {
    return this.#text(this.#header.answer);
  }

  /** Whether it has nothing of a question: templates have rows with only a number or a time limit. */
  isEmpty(): boolean {
    return this.#header.main.every(
      (column) => !(this.#cells[column] instanceof UnreadableCell) && this.#text(column) === "",
    );
  }

  /** Why a cell that the question needs cannot be read: '"option 2" has the error #REF!'; undefined if all can be. */
  unreadable(): string | undefined {
    const columns = [...this.#header.main, ...this.#columnsOf(["kind", "tolerance", "match"])];
    return this.#unreadableIn(columns)[0];
  }

  /** The same for cells that it does not need. */
  setAside(): string[] {
    const columns = this.#columnsOf(["time", "points", "image", "explanation"]);
    return this.#unreadableIn(columns).map((reason) => `${reason}, and is set aside`);
  }

  #unreadableIn(columns: readonly number[]): string[] {
    if (!this.#hasUnreadable) return [];
    return columns.flatMap((column) => {
      const cell = this.#cells[column];
      return cell instanceof UnreadableCell
        ? [`"${this.#header.names[column]!.slice(0, 40)}" ${cell.reason}`]
        : [];
    });
  }

  #columnsOf(roles: readonly ColumnRole[]): number[] {
    return roles.flatMap((role) => this.#header.columns.get(role) ?? []);
  }

  #text(column: number | undefined): string {
    const text = column === undefined ? "" : textOf(this.#cells[column]);
    return isVisible(text) ? text : "";
  }

  #texts(columns: readonly number[]): string[] {
    return columns.map((column) => this.#text(column)).filter((text) => text !== "");
  }

  #numbered(columns: ReadonlyMap<number, number>): Map<number, string> {
    const texts = new Map<number, string>();
    for (const [number, column] of columns) {
      const text = this.#text(column);
      if (text !== "") texts.set(number, text);
    }
    return texts;
  }
}
