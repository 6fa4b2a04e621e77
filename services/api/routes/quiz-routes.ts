import { z } from "zod";
import { call } from "../../../platform/contracts/typed-broker.ts";
import { check } from "../../../platform/contracts/validation.ts";
import { quizSchema, titleSchema } from "../../../platform/domain/quiz.ts";
import { BadRequest } from "../../../platform/errors.ts";
import type { Host } from "../access/access.ts";
import type { Gateway } from "../gateway.ts";
import { parseJson } from "../http/body.ts";
import { type Exchange, json } from "../http/request-context.ts";
import * as replies from "../openapi/response-schemas.ts";
import { checkQuery, pageQuery, wholeInQuery } from "../routing/query.ts";
import { LARGE_BODY, type Route } from "../routing/route.ts";

const importQuery = z.strictObject({
  format: z.enum(["json", "opentriviaqa"]).optional(),
  title: titleSchema.optional(),
  from: wholeInQuery(1, 999_999_999),
  take: wholeInQuery(1000, 1000),
});
const exportQuery = z.strictObject({ format: z.enum(["json"]).default("json") });

export const hostOf = (exchange: Exchange) => (exchange.bearer as Host).name;
export const limitHost = (gateway: Gateway, exchange: Exchange) =>
  gateway.limits.spend("hostCalls", hostOf(exchange));

/** Quizzes, for hosts. */
export const quizRoutes: Route[] = [
  {
    method: "POST",
    path: "/api/quizzes",
    operation: "createQuiz",
    summary: "Create a quiz",
    access: "host",
    bodyLimit: LARGE_BODY,
    body: quizSchema,
    answers: { 201: "The quiz with its id and version 1" },
    reply: replies.quiz,
    tells: ["ETag", "Location"],
    limit: limitHost,
    async handle(_gateway, exchange) {
      const content = check(quizSchema, parseJson(exchange.body));
      const quiz = await call(exchange.ctx, "quiz.create", { host: hostOf(exchange), content });
      return json(201, quiz, { Location: `/api/quizzes/${quiz.id}`, ETag: `"${quiz.version}"` });
    },
  },
  {
    method: "POST",
    path: "/api/quizzes/import",
    operation: "importQuiz",
    summary: "Create a quiz from a file",
    access: "host",
    bodyLimit: LARGE_BODY,
    bodyTypes: ["text/plain", "text/csv", "application/json"],
    query: importQuery,
    answers: { 201: "The quiz, and what of the file could not be taken" },
    reply: replies.imported,
    tells: ["ETag", "Location"],
    refusals: ["VALIDATION_ERROR"],
    limit: limitHost,
    async handle(_gateway, exchange) {
      const query = checkQuery(importQuery, exchange.query);
      const body = exchange.body.toString("base64");
      const imported = await call(exchange.ctx, "quiz.import", { host: hostOf(exchange), ...query, body });
      return json(201, imported, { Location: `/api/quizzes/${imported.quiz.id}`, ETag: '"1"' });
    },
  },
  {
    method: "GET",
    path: "/api/quizzes",
    operation: "listQuizzes",
    summary: "List the host's own quizzes, the newest first",
    access: "host",
    query: pageQuery,
    answers: { 200: "A page of quizzes" },
    reply: replies.quizPage,
    limit: limitHost,
    async handle(_gateway, exchange) {
      const page = checkQuery(pageQuery, exchange.query);
      return json(200, await call(exchange.ctx, "quiz.list", { host: hostOf(exchange), ...page }));
    },
  },
  {
    method: "GET",
    path: "/api/quizzes/:id",
    operation: "getQuiz",
    summary: "Get the whole quiz, with keys",
    access: "host",
    answers: { 200: "The quiz" },
    reply: replies.quiz,
    tells: ["ETag"],
    refusals: ["NOT_FOUND"],
    limit: limitHost,
    async handle(_gateway, exchange) {
      const quiz = await call(exchange.ctx, "quiz.get", { host: hostOf(exchange), id: exchange.params.id! });
      return json(200, quiz, { ETag: `"${quiz.version}"`, "Cache-Control": "private, no-cache" });
    },
  },
  {
    method: "PUT",
    path: "/api/quizzes/:id",
    operation: "replaceQuiz",
    summary: "Write a new version of a quiz",
    access: "host",
    bodyLimit: LARGE_BODY,
    body: quizSchema,
    answers: { 200: "The quiz with its new version" },
    reply: replies.quiz,
    heeds: ["If-Match"],
    tells: ["ETag"],
    refusals: ["NOT_FOUND", "STALE_VERSION"],
    limit: limitHost,
    async handle(_gateway, exchange) {
      const ifVersion = readIfMatch(exchange.req.headers["if-match"]);
      const content = check(quizSchema, parseJson(exchange.body));
      const quiz = await call(exchange.ctx, "quiz.replace", {
        host: hostOf(exchange),
        id: exchange.params.id!,
        content,
        ...(ifVersion === undefined ? {} : { ifVersion }),
      });
      return json(200, quiz, { ETag: `"${quiz.version}"` });
    },
  },
  {
    method: "DELETE",
    path: "/api/quizzes/:id",
    operation: "deleteQuiz",
    summary: "Delete a quiz; past sessions keep their data",
    access: "host",
    answers: { 204: "It is gone" },
    refusals: ["NOT_FOUND"],
    limit: limitHost,
    async handle(_gateway, exchange) {
      await call(exchange.ctx, "quiz.remove", { host: hostOf(exchange), id: exchange.params.id! });
      return { status: 204 };
    },
  },
  {
    method: "GET",
    path: "/api/quizzes/:id/export",
    operation: "exportQuiz",
    summary: "Get a quiz as a file that imports again",
    access: "host",
    query: exportQuery,
    answers: { 200: "The file" },
    replyTypes: ["application/json"],
    tells: ["Content-Disposition"],
    refusals: ["NOT_FOUND"],
    limit: limitHost,
    async handle(_gateway, exchange) {
      const { format } = checkQuery(exportQuery, exchange.query);
      const id = exchange.params.id!;
      const file = await call(exchange.ctx, "quiz.export", { host: hostOf(exchange), id, format });
      return {
        status: 200,
        headers: {
          "Content-Type": file.contentType,
          "Content-Disposition": `attachment; filename="${id}.${format}"`,
        },
        body: Buffer.from(file.body, "base64"),
      };
    },
  },
];

/** The version that an `If-Match` names; undefined where there is none or any will do. */
function readIfMatch(header: string | undefined): number | undefined {
  if (header === undefined || header.trim() === "*") return undefined;
  const [, version] = /^\s*"?(\d{1,9})"?\s*$/.exec(header) ?? [];
  if (!version || Number(version) < 1) throw new BadRequest('If-Match must name a version, such as "3".');
  return Number(version);
}
