import { isVisible } from "../../../../platform/domain/text/visible-text.ts";
import { type Row, textOf } from "./cell.ts";
import type { Header } from "./find-header.ts";

/** So many columns a note names. */
const MAX_NAMED = 8;

/**
 * What an import makes of a table as a whole: what its answers are, and which columns it does not use.
 *
 * @param data the rows below the header
 * @param hasTruths whether all answers of a table without options are true or false
 */
export function notesOf(header: Header, data: readonly Row[], hasTruths: boolean): string[] {
  const { answer, names, unknown } = header;
  const filled = unknown.filter((column) => data.some(({ cells }) => textOf(cells[column]).trim() !== ""));
  const others = [
    ...filled.map((column) => `"${names[column]!.slice(0, 40).toWellFormed()}"`),
    ...namelessColumns(names, data).map((column) => `number ${column + 1} (without a name)`),
  ];
  const more = others.length - MAX_NAMED;
  const list = others.slice(0, MAX_NAMED).join(", ") + (more > 0 ? ` and ${more} more` : "");
  return [
    ...(answer === undefined
      ? []
      : [`the table has no options: players ${hasTruths ? "choose true or false" : "type the answers"}`]),
    ...(others.length === 0
      ? []
      : [`${others.length === 1 ? `the column ${list} is` : `the columns ${list} are`} set aside`]),
  ];
}

/** The columns without a name that have texts, in ascending order. Numbers in such a column count the rows. */
function namelessColumns(names: readonly string[], data: readonly Row[]): number[] {
  const found = new Set<number>();
  for (const { cells } of data) {
    for (let column = 0; column < cells.length; column++) {
      if (!names[column] && !found.has(column) && isText(textOf(cells[column]))) found.add(column);
    }
  }
  return [...found].sort((one, other) => one - other);
}

function isText(text: string): boolean {
  return text !== "" && isVisible(text) && !/^\s*\d{1,9}[.)]?\s*$/.test(text);
}
