import { z } from "zod";
import { currentTime } from "../../../platform/clock.ts";
import { call } from "../../../platform/contracts/typed-broker.ts";
import { keyFields } from "../../../platform/domain/question.ts";
import type { Correction, Report } from "../../../platform/domain/stats.ts";
import { NotFound } from "../../../platform/errors.ts";
import { XLSX_TYPE } from "../../../platform/xlsx/workbook-writer.ts";
import { audit } from "../answers/audit.ts";
import type { CachedSession } from "../caches/session-cache.ts";
import type { Gateway } from "../gateway.ts";
import { json, type Reply } from "../http/response.ts";
import * as responses from "../openapi/response-schemas.ts";
import { answerPages } from "../reports/answer-pages.ts";
import { jsonWithList } from "../reports/json-list.ts";
import { reportCsv } from "../reports/report-csv.ts";
import { reportPages } from "../reports/report-pages.ts";
import { checkWorkbookPlayers, MAX_WORKBOOK_PLAYERS, reportXlsx } from "../reports/report-xlsx.ts";
import { responsesCsv, responsesJson } from "../reports/responses.ts";
import { parseQuery } from "../routing/query.ts";
import type { Route } from "../routing/route.ts";
import { hostView } from "../views/session-view.ts";
import { ownSession } from "./host-session.ts";
import { hostOf, limitHost } from "./params.ts";

const REPORT_TIMEOUT_MS = 60_000;

const reportQuery = z.object({
  format: z.enum(["json", "csv", "xlsx"]).default("json").describe("The format of the report"),
});
const responsesQuery = z.object({
  format: z.enum(["json", "csv"]).default("json").describe("The format of the list"),
});

/** What a host gets afterwards: the report, all answers, and the audit. */
export const reportRoutes: Route[] = [
  {
    method: "GET",
    path: "/api/sessions/:id/audit",
    operation: "audit",
    tag: "reports",
    summary: "Get the audit: how many answers were received, are stored and are counted by the stats",
    access: "host",
    responses: { 200: "The audit" },
    responseSchema: responses.audit,
    responseHeaders: ["Cache-Control"],
    errors: ["NOT_FOUND", "TRY_AGAIN"],
    limit: limitHost,
    async handle(gateway, request) {
      const { record } = await ownSession(gateway, request);
      return json(200, await audit(request.ctx, record), { "Cache-Control": "no-store" });
    },
  },
  {
    method: "GET",
    path: "/api/sessions/:id/report",
    operation: "report",
    tag: "reports",
    summary: "Get the report: players, an analysis of each question and the final table",
    access: "host",
    query: reportQuery,
    description:
      "`csv` has only the final table. `xlsx` is a workbook with the sheets Summary, Questions, Players and Answers, " +
      `for sessions of at most ${MAX_WORKBOOK_PLAYERS} players.`,
    responses: { 200: "The report" },
    responseSchema: responses.report,
    produces: ["text/csv", XLSX_TYPE],
    responseHeaders: ["Cache-Control", "Content-Disposition"],
    errors: ["NOT_FOUND"],
    limit: limitHost,
    async handle(gateway, request) {
      const { format } = parseQuery(reportQuery, request.query);
      const session = await ownSession(gateway, request);
      const { record } = session;
      if (format === "xlsx") checkWorkbookPlayers(record.players - record.removed.length);
      const slots = format === "xlsx" ? gateway.workbookExports : gateway.exports;
      return slots.run(hostOf(request), async () => {
        const params = { session: record.no };
        const report = await call(request.ctx, "stats.report", params, { timeout: REPORT_TIMEOUT_MS });
        if (!report) throw new NotFound("session");
        return REPORTS[format](gateway, session, report);
      });
    },
  },
  {
    method: "GET",
    path: "/api/sessions/:id/responses",
    operation: "responses",
    tag: "reports",
    summary: "Get every answer: who answered what, and whether it was right",
    description:
      "In order of player and question, without the answers of removed players. In CSV an answer is as people read " +
      "it: the texts of the chosen options, the number or the typed text.",
    access: "host",
    query: responsesQuery,
    responses: { 200: "The answers" },
    responseSchema: responses.responses,
    produces: ["text/csv"],
    responseHeaders: ["Cache-Control", "Content-Disposition"],
    errors: ["NOT_FOUND"],
    limit: limitHost,
    async handle(gateway, request) {
      const { format } = parseQuery(responsesQuery, request.query);
      const session = await ownSession(gateway, request);
      const write = format === "csv" ? responsesCsv : responsesJson;
      return gateway.exports.run(hostOf(request), async () =>
        write(session, answerPages(gateway.broker, session.record.no)),
      );
    },
  },
];

/** The reply for each format. */
const REPORTS: Record<
  z.output<typeof reportQuery>["format"],
  (gateway: Gateway, session: CachedSession, report: Report) => Reply
> = {
  json({ broker }, session, { table, history, ...rest }) {
    const corrections = history.map((correction) => correctionView(session, correction));
    const head = { session: hostView(session, currentTime()), ...rest, history: corrections };
    return jsonWithList(head, "places", reportPages(broker, table));
  },
  csv: ({ broker }, { record }, { table }) => reportCsv(record, reportPages(broker, table)),
  xlsx({ broker, workbooks }, session, report) {
    checkWorkbookPlayers(report.players);
    const sources = {
      places: reportPages(broker, report.table),
      answers: answerPages(broker, session.record.no),
    };
    return reportXlsx(workbooks, session, report, sources);
  },
};

/** A correction whose keys have the fields of the contract: `correct` or `answer`, as the question's kind has it. */
function correctionView({ content }: CachedSession, { from, to, ...rest }: Correction) {
  const question = content.questions[rest.question - 1]!;
  return { ...rest, ...(from && to ? { from: keyFields(question, from), to: keyFields(question, to) } : {}) };
}
