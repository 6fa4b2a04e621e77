import { stringify } from "csv-stringify";
import type { Report } from "../../platform/contracts.ts";
import type { SessionRecord } from "../../platform/session.ts";
import type { Reply } from "./exchange.ts";

/**
 * The final table as CSV (RFC 4180), sent as fast as the client reads. A nickname that a spreadsheet would take
 * for a formula gets a ' in front.
 */
export function reportCsv(session: SessionRecord, { places }: Report): Reply {
  const rows = stringify({
    header: true,
    columns: ["rank", "playerNo", "nickname", "points", "elapsedMs"],
    record_delimiter: "windows",
    escape_formulas: true,
  });
  void (async () => {
    for (const place of places) {
      if (rows.destroyed) return;
      if (!rows.write(place))
        await new Promise<void>((resolve) => rows.once("drain", resolve).once("close", resolve));
    }
    rows.end();
  })();
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
