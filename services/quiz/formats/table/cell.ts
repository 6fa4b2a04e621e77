import type { UnreadableCell } from "./unreadable-cell.ts";

/** A cell of a table as a reader has it. A blank one is null or a text that shows nothing. */
export type Cell = string | number | boolean | Date | UnreadableCell | null;

/** A row of a table. `line` is its number in the sheet, or the line of the file where it begins; from 1. */
export interface Row {
  line: number;
  cells: readonly Cell[];
}

/** A cell as a writer gives it. Numbers and truth values are in columns in which they are meant as such. */
export type WrittenCell = string | number | boolean | null;

/** The text of a cell, as people see it. @returns "" if it cannot be read, or is empty */
export function textOf(cell: Cell | undefined): string {
  if (typeof cell === "string") return cell;
  if (typeof cell === "number") return String(cell);
  if (typeof cell === "boolean") return cell ? "TRUE" : "FALSE";
  if (cell instanceof Date) return dateText(cell);
  return "";
}

function dateText(date: Date): string {
  if (Number.isNaN(date.getTime())) return "";
  const [day, time] = date.toISOString().split("T") as [string, string];
  return time.startsWith("00:00:00") ? day : `${day} ${time.slice(0, time.startsWith("00", 6) ? 5 : 8)}`;
}
