import type { Report } from "../../../platform/domain/stats.ts";
import { ValidationError } from "../../../platform/errors.ts";
import { XLSX_TYPE } from "../../../platform/xlsx/workbook-writer.ts";
import type { CachedSession } from "../caches/session-cache.ts";
import { download, type Reply } from "../http/response.ts";
import type { PageSources, WorkbookPool } from "./workbook-pool.ts";
import { workbookReport } from "./workbook-report.ts";

/** A workbook has at most so many players; spreadsheets become slow with more. */
export const MAX_WORKBOOK_PLAYERS = 100_000;

/** @throws ValidationError if a workbook may not have so many players */
export function checkWorkbookPlayers(players: number): void {
  if (players <= MAX_WORKBOOK_PLAYERS) return;
  const reason = `a workbook has at most ${MAX_WORKBOOK_PLAYERS} players, this session has ${players}: take csv`;
  throw new ValidationError([{ path: "format", reason }]);
}

/** The report as an Excel workbook, sent as fast as the client reads. */
export function reportXlsx(
  pool: WorkbookPool,
  session: CachedSession,
  report: Report,
  sources: PageSources,
): Reply {
  const body = pool.write(workbookReport(session, report), sources);
  return download(`${session.record.code}.xlsx`, XLSX_TYPE, body, { "Cache-Control": "no-store" });
}
