import type { Reader, Writer } from "../shared/format.ts";
import type { SourceFile } from "../shared/source-file.ts";
import { findDelimiter } from "./find-delimiter.ts";
import { readCsv } from "./read-csv.ts";
import { writeCsv } from "./write-csv.ts";

/**
 * A table of questions as CSV (RFC 4180), with commas, semicolons or tabs: with our own columns (tableOf), or with those
 * of Kahoot, Blooket, Gimkit, Quizizz and the like. The names of the columns may be in other languages.
 */
export const csv = {
  contentType: "text/csv; charset=utf-8",
  extension: "csv",
  detect: ({ text }: SourceFile) => findDelimiter(text) !== undefined,
  parse: ({ text }: SourceFile) => readCsv(text),
  write: writeCsv,
} satisfies Reader & Writer;
