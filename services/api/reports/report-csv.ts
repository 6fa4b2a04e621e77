import { pipeline, Readable } from "node:stream";
import { stringify } from "csv-stringify";
import type { SessionRecord } from "../../../platform/domain/session.ts";
import type { Place } from "../../../platform/domain/stats.ts";
import type { Reply } from "../http/response.ts";

/** In locales with the semicolon as the list separator, a cell begins after a semicolon, with quotes or without. */
const FORMULA_AFTER_SEMICOLON = /;(?=["'\s]*[=+\-@])/g;

/**
 * The final table as CSV (RFC 4180), sent as fast as the client reads. A nickname that a spreadsheet would run as a
 * formula gets a ' in front, and so does the part of a nickname after a semicolon
 * (https://owasp.org/www-community/attacks/CSV_Injection).
 */
export function reportCsv(session: SessionRecord, pages: AsyncIterable<Place[]>): Reply {
  const rows = stringify({
    header: true,
    columns: ["rank", "playerNo", "nickname", "points", "elapsedMs"],
    record_delimiter: "windows",
    escape_formulas: true,
    cast: { string: (text) => text.replace(FORMULA_AFTER_SEMICOLON, ";'") },
  });
  const source = Readable.from(placesOf(pages));
  // An error in the source ends the reply with an error: half a table must not look complete.
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

async function* placesOf(pages: AsyncIterable<Place[]>): AsyncGenerator<Place> {
  for await (const page of pages) yield* page;
}
