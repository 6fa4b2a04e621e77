import { stringify } from "csv-stringify/sync";
import type { QuizContent } from "../../../../platform/domain/quiz.ts";
import type { WrittenFile } from "../shared/format.ts";
import { lostTitle } from "../shared/title.ts";
import { tableOf } from "../table/table.ts";
import { withMarks } from "./formula-marks.ts";

/** A quiz as CSV with our own columns (tableOf). It begins with a byte order mark, so that Excel reads it as UTF-8. */
export function writeCsv(content: QuizContent): WrittenFile {
  const { columns, rows } = tableOf(content);
  const body = stringify([columns, ...rows], {
    bom: true,
    record_delimiter: "windows",
    // Blanks around a cell without quotes are no part of it. A line break at the beginning would end the row.
    quoted_match: /^\s|\s$|[\r\n]/,
    cast: { string: withMarks, boolean: String, number: String },
  });
  return { body, notes: lostTitle(content.title) };
}
