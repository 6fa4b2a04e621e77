/**
 * Tables of questions, as sheets and CSV files have them: a row with the names of the columns, and a row for each
 * question. Readers of files give rows; writers get columns and rows.
 */
export type { Cell, Row, WrittenCell } from "./cell.ts";
export { findHeader, HEADER_ROWS, type Header, MAX_COLUMNS } from "./find-header.ts";
export { readTable } from "./read-table.ts";
export { type Table, tableOf } from "./table-of.ts";
export { UnreadableCell } from "./unreadable-cell.ts";
