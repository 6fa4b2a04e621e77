import type { QuizContent } from "../../../../platform/domain/quiz.ts";
import { XLSX_TYPE } from "../../../../platform/xlsx/workbook-writer.ts";
import type { ParsedFile, Reader, Writer, WrittenFile } from "../shared/format.ts";
import { Losses } from "../shared/losses.ts";
import type { SourceFile } from "../shared/source-file.ts";
import { findHeader, type Row, readTable, type Table, tableOf } from "../table/table.ts";
import { isZip } from "./zip-directory.ts";

/** Excel workbooks (.xlsx, ECMA-376): a sheet with the columns of `csv`, or Kahoot's template. */
export const xlsx = {
  unit: "row",
  contentType: XLSX_TYPE,
  extension: "xlsx",

  detect: ({ bytes }: SourceFile) => isZip(bytes),

  async parse({ bytes }: SourceFile): Promise<ParsedFile> {
    const { readWorkbook } = await import("./read-workbook.ts");
    const { title, rows, notes } = await readWorkbook(bytes, (some) => findHeader(some) !== undefined);
    const { notes: more = [], ...parsed } = readTable(rows);
    return { title, ...parsed, notes: [...notes, ...more, ...notesOfDates(rows)] };
  },

  async write(content: QuizContent): Promise<WrittenFile> {
    const { writeWorkbook } = await import("./write-workbook.ts");
    const { columns, rows } = tableOf(content);
    return {
      body: await writeWorkbook(content.title, columns, rows),
      notes: notesOfLines(content.title, rows),
    };
  },
} satisfies Reader & Writer;

/** A date has no text in the file: how it is shown depends on the language of the program. */
function notesOfDates(rows: readonly Row[]): string[] {
  const { columns, options, rights, wrongs } = findHeader(rows)!;
  const read = [columns.get("question"), ...options.values(), ...rights, ...wrongs];
  const hasDates = rows.some(({ cells }) =>
    read.some((column) => column !== undefined && cells[column] instanceof Date),
  );
  return hasDates ? ["dates are read as year, month and day, such as 1969-07-20"] : [];
}

const LOSS = "carriage returns are written as line breaks";

function notesOfLines(title: string, rows: Table["rows"]): string[] {
  const losses = new Losses();
  for (const [index, row] of rows.entries()) {
    if (row.some((cell) => typeof cell === "string" && cell.includes("\r"))) losses.add(index + 1, LOSS);
  }
  return [...(title.includes("\r") ? [`the title: ${LOSS}`] : []), ...losses.notes()];
}
