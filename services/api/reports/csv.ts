import { Readable } from "node:stream";
import { stringify } from "csv-stringify/sync";
import { download, type Reply } from "../http/response.ts";

/** In locales with the semicolon as the list separator, a cell begins after a semicolon, with quotes or without. */
const FORMULA_AFTER_SEMICOLON = /;(?=["'\s]*[=+\-@])/g;

/** A cell: nothing for undefined and null. */
export type CsvCell = string | number | boolean | null | undefined;

/**
 * A table as CSV (RFC 4180), sent as fast as the client reads. It begins with a byte order mark: without it Excel takes
 * UTF-8 for another encoding. A text that a spreadsheet would run as a formula gets a ' in front, and so does the part
 * of a text after a semicolon (https://owasp.org/www-community/attacks/CSV_Injection).
 *
 * @param name the file's name without its ending
 * @param pages rows with their cells in the order of the columns, at most some thousand at a time. An error of theirs
 *   ends the reply with an error: half a table must not look complete
 */
export function csvReply(
  name: string,
  columns: readonly string[],
  pages: AsyncIterable<readonly (readonly CsvCell[])[]>,
): Reply {
  const body = Readable.from(serialize(columns, pages), { objectMode: false });
  return download(`${name}.csv`, "text/csv; charset=utf-8", body, { "Cache-Control": "no-store" });
}

/** A page is written at once: that takes half of the time that a stream of single rows takes. */
async function* serialize(
  columns: readonly string[],
  pages: AsyncIterable<readonly (readonly CsvCell[])[]>,
): AsyncGenerator<string> {
  yield `\uFEFF${toCsv([columns])}`;
  for await (const page of pages) if (page.length > 0) yield toCsv(page);
}

const toCsv = (rows: readonly (readonly CsvCell[])[]) =>
  stringify([...rows] as CsvCell[][], {
    record_delimiter: "windows",
    // A typed answer may begin with a line break. Without quotes it would end the row.
    quoted_match: /[\r\n]/,
    escape_formulas: true,
    cast: { string: (text) => text.replace(FORMULA_AFTER_SEMICOLON, ";'"), boolean: String },
  });
