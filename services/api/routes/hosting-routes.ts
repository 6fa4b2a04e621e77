import { z } from "zod";
import {
  type Correction,
  newKeySchema,
  newSessionSchema,
  reason,
} from "../../../platform/contracts/contracts.ts";
import { call } from "../../../platform/contracts/typed-broker.ts";
import { check } from "../../../platform/contracts/validation.ts";
import { keyFields } from "../../../platform/domain/quiz.ts";
import type { SessionRecord } from "../../../platform/domain/session.ts";
import { Forbidden, NotFound } from "../../../platform/errors.ts";
import { audit } from "../answers/audit.ts";
import type { KnownSession } from "../caches/session-cache.ts";
import type { Gateway } from "../gateway.ts";
import { parseJson } from "../http/body.ts";
import { type Exchange, json, type Reply } from "../http/request-context.ts";
import * as replies from "../openapi/response-schemas.ts";
import { reportCsv } from "../reports/report-csv.ts";
import { reportJson } from "../reports/report-json.ts";
import { pagesOf } from "../reports/report-pages.ts";
import { checkQuery, pageQuery } from "../routing/query.ts";
import { MIDDLE_BODY, type Route } from "../routing/route.ts";
import { hostView } from "../views/session-view.ts";
import { hostOf, limitHost } from "./quiz-routes.ts";

const voidBody = z.strictObject({ reason });
const reportQuery = z.strictObject({ format: z.enum(["json", "csv"]).default("json") });

const ROOM_FOR_CORRECTIONS =
  "All corrections of a session, reasons and keys, have room for 512 KiB as JSON; past it 422. A void whose " +
  "reason is of no more than 200 bytes always goes through.";

/** A number in a path; what is none names nothing that is there. */
export function numberIn(exchange: Exchange, name: string, what: string): number {
  const text = exchange.params[name] ?? "";
  if (!/^[1-9]\d{0,9}$/.test(text) || Number(text) > 2_147_483_647) throw new NotFound(what);
  return Number(text);
}

/** The host's own session. @throws NotFound, Forbidden */
export async function ownSession(gateway: Gateway, exchange: Exchange): Promise<KnownSession> {
  const known = await gateway.sessions.get(exchange.params.id!, exchange);
  if (known.record.host !== hostOf(exchange)) throw new Forbidden("This session belongs to another host.");
  return known;
}

/** The reply to a step: the session as it stands after it, which this node then knows already. */
async function shown(gateway: Gateway, status: number, record: SessionRecord): Promise<Reply> {
  gateway.sessions.hear(record);
  const known = await gateway.sessions.get(record.id);
  const view = hostView(known, Date.now());
  return json(status, view, status === 201 ? { Location: `/api/sessions/${record.id}` } : {});
}

function stepRoute(step: "open" | "next" | "close" | "end", summary: string): Route {
  return {
    method: "POST",
    path: `/api/sessions/:id/${step}`,
    operation: `${step}Session`,
    summary,
    access: "host",
    bodyLimit: MIDDLE_BODY,
    answers: { 200: "The session after the step" },
    reply: replies.hostedSession,
    refusals: ["NOT_FOUND", "WRONG_STATE"],
    limit: limitHost,
    async handle(gateway, exchange) {
      const params = { host: hostOf(exchange), id: exchange.params.id! };
      return shown(gateway, 200, await call(exchange.ctx, `sessions.${step}`, params));
    },
  };
}

/** Sessions, for hosts. */
export const hostingRoutes: Route[] = [
  {
    method: "POST",
    path: "/api/sessions",
    operation: "createSession",
    summary: "Create a session of a quiz",
    access: "host",
    bodyLimit: MIDDLE_BODY,
    body: newSessionSchema,
    answers: { 201: "The session with its join code" },
    reply: replies.hostedSession,
    tells: ["Location"],
    refusals: ["NOT_FOUND"],
    limit: limitHost,
    async handle(gateway, exchange) {
      const body = parseJson(exchange.body);
      check(newSessionSchema, body);
      const settings = body as z.input<typeof newSessionSchema>;
      const record = await call(exchange.ctx, "sessions.create", { host: hostOf(exchange), settings });
      return shown(gateway, 201, record);
    },
  },
  {
    method: "GET",
    path: "/api/sessions",
    operation: "listSessions",
    summary: "List the host's own sessions, the newest first",
    access: "host",
    query: pageQuery,
    answers: { 200: "A page of sessions" },
    reply: replies.sessionPage,
    limit: limitHost,
    async handle(_gateway, exchange) {
      const page = checkQuery(pageQuery, exchange.query);
      const { items, nextCursor } = await call(exchange.ctx, "sessions.list", {
        host: hostOf(exchange),
        ...page,
      });
      return json(200, { items: items.map((record) => hostView({ record }, Date.now())), nextCursor });
    },
  },
  stepRoute("open", "Open a session that waits in its lobby"),
  stepRoute("next", "Close the open question and open the next one"),
  stepRoute("close", "Close the open question"),
  stepRoute("end", "End a session"),
  {
    method: "DELETE",
    path: "/api/sessions/:id/players/:no",
    operation: "removePlayer",
    summary: "Remove a player: the token stops working, the answers stop counting",
    access: "host",
    answers: { 204: "The player is gone" },
    refusals: ["NOT_FOUND"],
    limit: limitHost,
    async handle(_gateway, exchange) {
      const player = numberIn(exchange, "no", "player");
      await call(exchange.ctx, "sessions.removePlayer", {
        host: hostOf(exchange),
        id: exchange.params.id!,
        player,
      });
      return { status: 204 };
    },
  },
  {
    method: "POST",
    path: "/api/sessions/:id/questions/:no/void",
    operation: "voidQuestion",
    summary: "Void a question: it stops counting for everyone",
    description: ROOM_FOR_CORRECTIONS,
    access: "host",
    bodyLimit: MIDDLE_BODY,
    body: voidBody,
    answers: { 200: "The session" },
    reply: replies.hostedSession,
    refusals: ["NOT_FOUND"],
    limit: limitHost,
    async handle(gateway, exchange) {
      const question = questionIn(exchange);
      const body = check(voidBody, parseJson(exchange.body));
      const params = { host: hostOf(exchange), id: exchange.params.id!, question, ...body };
      return shown(gateway, 200, await call(exchange.ctx, "sessions.void", params));
    },
  },
  {
    method: "PUT",
    path: "/api/sessions/:id/questions/:no/key",
    operation: "correctKey",
    summary: "Correct a question's key: every stored answer is scored anew",
    description: ROOM_FOR_CORRECTIONS,
    access: "host",
    bodyLimit: MIDDLE_BODY,
    body: newKeySchema,
    answers: { 200: "The session" },
    reply: replies.hostedSession,
    refusals: ["NOT_FOUND"],
    limit: limitHost,
    async handle(gateway, exchange) {
      const question = questionIn(exchange);
      const body = check(newKeySchema, parseJson(exchange.body));
      const params = { host: hostOf(exchange), id: exchange.params.id!, question, body };
      const record = await call(exchange.ctx, "sessions.rekey", params, { timeout: 660_000 });
      return shown(gateway, 200, record);
    },
  },
  {
    method: "GET",
    path: "/api/sessions/:id/audit",
    operation: "audit",
    summary: "Get the books: what was received, what is stored, what the figures count",
    access: "host",
    answers: { 200: "The books" },
    reply: replies.books,
    refusals: ["NOT_FOUND", "TRY_AGAIN"],
    limit: limitHost,
    async handle(gateway, exchange) {
      const known = await ownSession(gateway, exchange);
      return json(200, await audit(exchange.ctx, known.record), { "Cache-Control": "no-store" });
    },
  },
  {
    method: "GET",
    path: "/api/sessions/:id/report",
    operation: "report",
    summary: "Get the report: players, per-question analysis and the final table",
    access: "host",
    query: reportQuery,
    answers: { 200: "The report; as CSV just the final table" },
    reply: replies.report,
    replyTypes: ["text/csv"],
    refusals: ["NOT_FOUND"],
    limit: limitHost,
    async handle(gateway, exchange) {
      const { format } = checkQuery(reportQuery, exchange.query);
      const known = await ownSession(gateway, exchange);
      const report = await call(
        exchange.ctx,
        "stats.report",
        { session: known.record.no },
        { timeout: 60_000 },
      );
      if (!report) throw new NotFound("session");
      const { table, history, ...rest } = report;
      const pages = pagesOf(gateway.broker, table);
      if (format === "csv") return reportCsv(known.record, pages);
      const corrections = history.map((one) => correctionView(known, one));
      return reportJson({ session: hostView(known, Date.now()), ...rest, history: corrections }, pages);
    },
  },
];

/** A correction with its keys in the words of the contract. */
function correctionView({ content }: KnownSession, { from, to, ...rest }: Correction) {
  const { kind } = content.questions[rest.question - 1]!;
  return { ...rest, ...(from && to ? { from: keyFields(kind, from), to: keyFields(kind, to) } : {}) };
}

/** The question in a path, within what a quiz can hold. */
export function questionIn(exchange: Exchange): number {
  const no = numberIn(exchange, "no", "question");
  if (no > 1000) throw new NotFound("question");
  return no;
}
