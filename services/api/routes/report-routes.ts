import { z } from "zod";
import { currentTime } from "../../../platform/clock.ts";
import { call } from "../../../platform/contracts/typed-broker.ts";
import { keyFields } from "../../../platform/domain/question.ts";
import type { Correction } from "../../../platform/domain/stats.ts";
import { NotFound } from "../../../platform/errors.ts";
import { audit } from "../answers/audit.ts";
import type { CachedSession } from "../caches/session-cache.ts";
import { json } from "../http/response.ts";
import * as responses from "../openapi/response-schemas.ts";
import { reportCsv } from "../reports/report-csv.ts";
import { reportJson } from "../reports/report-json.ts";
import { reportPages } from "../reports/report-pages.ts";
import { parseQuery } from "../routing/query.ts";
import type { Route } from "../routing/route.ts";
import { hostView } from "../views/session-view.ts";
import { ownSession } from "./host-session.ts";
import { limitHost } from "./params.ts";

const REPORT_TIMEOUT_MS = 60_000;

const reportQuery = z.object({ format: z.enum(["json", "csv"]).default("json") });

/** What a host gets afterwards: the report and the audit. */
export const reportRoutes: Route[] = [
  {
    method: "GET",
    path: "/api/sessions/:id/audit",
    operation: "audit",
    summary: "Get the audit: how many answers were received, are stored and are counted by the stats",
    access: "host",
    responses: { 200: "The audit" },
    responseSchema: responses.audit,
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
    summary: "Get the report: players, an analysis of each question and the final table",
    access: "host",
    query: reportQuery,
    responses: { 200: "The report; as CSV only the final table" },
    responseSchema: responses.report,
    produces: ["text/csv"],
    errors: ["NOT_FOUND"],
    limit: limitHost,
    async handle(gateway, request) {
      const { format } = parseQuery(reportQuery, request.query);
      const session = await ownSession(gateway, request);
      const params = { session: session.record.no };
      const report = await call(request.ctx, "stats.report", params, { timeout: REPORT_TIMEOUT_MS });
      if (!report) throw new NotFound("session");
      const { table, history, ...rest } = report;
      const pages = reportPages(gateway.broker, table);
      if (format === "csv") return reportCsv(session.record, pages);
      const corrections = history.map((correction) => correctionView(session, correction));
      return reportJson({ session: hostView(session, currentTime()), ...rest, history: corrections }, pages);
    },
  },
];

/** A correction whose keys have the fields of the contract: `correct` or `answer`, as the question's kind has it. */
function correctionView({ content }: CachedSession, { from, to, ...rest }: Correction) {
  const question = content.questions[rest.question - 1]!;
  return { ...rest, ...(from && to ? { from: keyFields(question, from), to: keyFields(question, to) } : {}) };
}
