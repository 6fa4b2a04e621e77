import { buffer } from "node:stream/consumers";
import type { Cell } from "../../../../platform/xlsx/cells.ts";
import { WorkbookWriter } from "../../../../platform/xlsx/workbook-writer.ts";
import { withoutArtefacts } from "./shown-number.ts";

/** The widest and the narrowest column, in characters. */
const MAX_WIDTH = 60;
const MIN_WIDTH = 10;

/**
 * The bytes of a workbook with one sheet, whose headings stay in sight. A text is always a text, also one such as "=1"
 * or "007".
 *
 * @param title the quiz's, which becomes the file's
 */
export function writeWorkbook(
  title: string,
  columns: readonly string[],
  rows: readonly (readonly Cell[])[],
): Promise<Buffer> {
  const writer = new WorkbookWriter(undefined, title);
  const sheet = {
    name: "Questions",
    position: 1,
    columns: columns.map((heading, index) => ({ heading, width: widthOf(heading, rows, index) })),
  };
  const written = writer.addSheet(sheet, onePage(rows)).then(() => writer.finish());
  return Promise.all([buffer(writer.output), written]).then(([bytes]) => bytes);
}

/** As wide as its texts, so that a person can read them. */
function widthOf(heading: string, rows: readonly (readonly Cell[])[], index: number): number {
  let width = Math.max(MIN_WIDTH, heading.length + 2);
  for (const row of rows) width = Math.max(width, String(row[index] ?? "").length + 1);
  return Math.min(width, MAX_WIDTH);
}

async function* onePage(rows: readonly (readonly Cell[])[]): AsyncGenerator<Cell[][]> {
  yield rows.map((row) => row.map(exactCell));
}

/** A number with more digits than a spreadsheet program shows is a text: the reader would not know that they count. */
function exactCell(cell: Cell): Cell {
  return typeof cell === "number" && withoutArtefacts(cell) !== cell ? String(cell) : cell;
}
