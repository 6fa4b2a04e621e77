import { pipeline, Readable } from "node:stream";
import { stringify } from "csv-stringify";
import type { Place } from "../../../platform/contracts/contracts.ts";
import type { SessionRecord } from "../../../platform/domain/session.ts";
import type { Reply } from "../http/request-context.ts";

/** Where the list separator is a semicolon, as in half of Europe, a cell begins after one, with quotes or without. */
const CELL_WITHIN = /;(?=["'\s]*[=+\-@])/g;

/**
 * The final table as CSV (RFC 4180), sent as fast as the client reads. What a spreadsheet would take for a formula
 * gets a ' in front: a nickname, and what follows a semicolon in one
 * (https://owasp.org/www-community/attacks/CSV_Injection).
 */
export function reportCsv(session: SessionRecord, pages: AsyncIterable<Place[]>): Reply {
  const rows = stringify({
    header: true,
    columns: ["rank", "playerNo", "nickname", "points", "elapsedMs"],
    record_delimiter: "windows",
    escape_formulas: true,
    cast: { string: (text) => text.replace(CELL_WITHIN, ";'") },
  });
  const source = Readable.from(eachOf(pages));
  // A table that breaks off breaks the reply off: half a table must not look like a whole one.
  pipeline(source, rows, () => {});
  return {
    status: 200,
    headers: {
      "Content-Type": "text/csv; charset=utf-8",
      "Content-Disposition": `attachment; filename="${session.code}.csv"`,
      "Cache-Control": "no-store",
    },
    body: rows,
  };
}

async function* eachOf(pages: AsyncIterable<Place[]>): AsyncGenerator<Place> {
  for await (const page of pages) yield* page;
}
