import { pipeline, Readable } from "node:stream";
import { stringify } from "csv-stringify";
import type { Place } from "../../platform/contracts.ts";
import type { SessionRecord } from "../../platform/session.ts";
import type { Reply } from "./exchange.ts";

/**
 * The final table as CSV (RFC 4180), sent as fast as the client reads. A nickname that a spreadsheet would take
 * for a formula gets a ' in front.
 */
export function reportCsv(session: SessionRecord, pages: AsyncIterable<Place[]>): Reply {
  const rows = stringify({
    header: true,
    columns: ["rank", "playerNo", "nickname", "points", "elapsedMs"],
    record_delimiter: "windows",
    escape_formulas: true,
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
