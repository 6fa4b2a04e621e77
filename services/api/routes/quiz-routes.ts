import { z } from "zod";
import { call } from "../../../platform/contracts/typed-broker.ts";
import { quizSchema, titleSchema } from "../../../platform/domain/quiz.ts";
import { exportFormatSchema, importFormatSchema } from "../../../platform/domain/quiz-formats.ts";
import { BadRequest } from "../../../platform/errors.ts";
import { XLSX_TYPE } from "../../../platform/xlsx/workbook-writer.ts";
import { json, jsonText } from "../http/response.ts";
import * as responses from "../openapi/response-schemas.ts";
import { intParam, pageQuery, parseQuery } from "../routing/query.ts";
import { LARGE_BODY, type Route } from "../routing/route.ts";
import { exportedFile, fileBytes } from "../views/exported-file.ts";
import { importDocument, quizDocument } from "../views/quiz-document.ts";
import { createOnce, IDEMPOTENCY_KEY_DESCRIPTION } from "./idempotency-key.ts";
import { hostOf, limitHost } from "./params.ts";

const importQuery = z.strictObject({
  format: importFormatSchema.optional().describe("If it is absent, the content of the file shows it"),
  title: titleSchema.optional().describe("If it is absent, the file's own title"),
  from: intParam(1, 999_999_999).describe("The first question to import, among the valid ones of the file"),
  take: intParam(1000, 1000).describe("How many questions at most"),
});
const exportQuery = z.object({
  format: exportFormatSchema.default("json").describe("The format of the file"),
});

const QUOTAS =
  "A host may have a number of quizzes and of bytes in all of them. Over it the reply is 422 `VALIDATION_ERROR`, whose " +
  "reason says which quota is reached and what frees room: a deleted quiz does, except versions that sessions still use.";

const EXPORT_TYPES = ["application/json", "application/xml", "text/csv", "text/plain", XLSX_TYPE];
const IMPORT_TYPES = [...EXPORT_TYPES, "application/octet-stream"];

/** How a host creates, imports, edits and exports quizzes. */
export const quizRoutes: Route[] = [
  {
    method: "POST",
    path: "/api/quizzes",
    operation: "createQuiz",
    tag: "quizzes",
    summary: "Create a quiz",
    description: `${QUOTAS} ${IDEMPOTENCY_KEY_DESCRIPTION}`,
    access: "host",
    bodyLimit: LARGE_BODY,
    body: quizSchema,
    responses: { 201: "The quiz with its id and version 1" },
    responseSchema: responses.quiz,
    requestHeaders: ["Idempotency-Key"],
    responseHeaders: ["ETag", "Location"],
    limit: limitHost,
    async handle(_gateway, request) {
      const params = { host: hostOf(request), body: request.body.toString("base64") };
      const quiz = await createOnce(
        request,
        "createQuiz",
        (idempotency) => call(request.ctx, "quiz.createOnce", { ...params, idempotency }),
        () => call(request.ctx, "quiz.createFrom", params),
      );
      return jsonText(201, quizDocument(quiz), {
        Location: `/api/quizzes/${quiz.id}`,
        ETag: `"${quiz.version}"`,
      });
    },
  },
  {
    method: "POST",
    path: "/api/quizzes/import",
    operation: "importQuiz",
    tag: "quizzes",
    summary: "Create a quiz from a file",
    description: `The body is the file, whatever its media type. Without \`format\` its content shows the format. ${QUOTAS} ${IDEMPOTENCY_KEY_DESCRIPTION}`,
    access: "host",
    bodyLimit: LARGE_BODY,
    consumes: IMPORT_TYPES,
    query: importQuery,
    responses: { 201: "The quiz, and the entries of the file that were skipped" },
    responseSchema: responses.imported,
    requestHeaders: ["Idempotency-Key"],
    responseHeaders: ["ETag", "Location"],
    errors: ["VALIDATION_ERROR"],
    limit: limitHost,
    async handle(_gateway, request) {
      const query = parseQuery(importQuery, request.query);
      const params = { host: hostOf(request), ...query, body: request.body.toString("base64") };
      const imported = await createOnce(
        request,
        "importQuiz",
        (idempotency) => call(request.ctx, "quiz.importOnce", { ...params, idempotency }),
        () => call(request.ctx, "quiz.importFrom", params),
      );
      return jsonText(201, importDocument(imported), {
        Location: `/api/quizzes/${imported.quiz.id}`,
        ETag: '"1"',
      });
    },
  },
  {
    method: "GET",
    path: "/api/quizzes",
    operation: "listQuizzes",
    tag: "quizzes",
    summary: "List the host's own quizzes, newest first",
    access: "host",
    query: pageQuery,
    responses: { 200: "A page of quizzes" },
    responseSchema: responses.quizPage,
    limit: limitHost,
    async handle(_gateway, request) {
      const page = parseQuery(pageQuery, request.query);
      return json(200, await call(request.ctx, "quiz.list", { host: hostOf(request), ...page }));
    },
  },
  {
    method: "GET",
    path: "/api/quizzes/:id",
    operation: "getQuiz",
    tag: "quizzes",
    summary: "Get the full quiz, with keys",
    access: "host",
    responses: { 200: "The quiz" },
    responseSchema: responses.quiz,
    responseHeaders: ["ETag", "Cache-Control"],
    errors: ["NOT_FOUND"],
    limit: limitHost,
    async handle(_gateway, request) {
      const quiz = await call(request.ctx, "quiz.get", { host: hostOf(request), id: request.params.id! });
      return json(200, quiz, { ETag: `"${quiz.version}"`, "Cache-Control": "private, no-cache" });
    },
  },
  {
    method: "PUT",
    path: "/api/quizzes/:id",
    operation: "replaceQuiz",
    tag: "quizzes",
    summary: "Write a new version of a quiz",
    description: "The version before it is deleted, unless a session uses it.",
    access: "host",
    bodyLimit: LARGE_BODY,
    body: quizSchema,
    responses: { 200: "The quiz with its new version" },
    responseSchema: responses.quiz,
    requestHeaders: ["If-Match"],
    responseHeaders: ["ETag"],
    errors: ["NOT_FOUND", "STALE_VERSION"],
    limit: limitHost,
    async handle(_gateway, request) {
      const ifVersion = parseIfMatch(request.req.headers["if-match"]);
      const quiz = await call(request.ctx, "quiz.replaceFrom", {
        host: hostOf(request),
        id: request.params.id!,
        body: request.body.toString("base64"),
        ...(ifVersion === undefined ? {} : { ifVersion }),
      });
      return jsonText(200, quizDocument(quiz), { ETag: `"${quiz.version}"` });
    },
  },
  {
    method: "DELETE",
    path: "/api/quizzes/:id",
    operation: "deleteQuiz",
    tag: "quizzes",
    summary: "Delete a quiz; past sessions keep their data",
    access: "host",
    responses: { 204: "The quiz is deleted" },
    errors: ["NOT_FOUND"],
    limit: limitHost,
    async handle(_gateway, request) {
      await call(request.ctx, "quiz.remove", { host: hostOf(request), id: request.params.id! });
      return { status: 204 };
    },
  },
  {
    method: "GET",
    path: "/api/quizzes/:id/export",
    operation: "exportQuiz",
    tag: "quizzes",
    summary: "Get a quiz as a file that can be imported",
    description:
      "`Export-Notes` says what the format cannot hold and the file does not have: a list of strings (RFC 9651). If the " +
      "format can hold none of the questions, the reply is 422.",
    access: "host",
    query: exportQuery,
    responses: { 200: "The file" },
    responseSchema: quizSchema,
    produces: EXPORT_TYPES.filter((type) => type !== "application/json"),
    responseHeaders: ["Cache-Control", "Content-Disposition", "Export-Notes"],
    errors: ["NOT_FOUND", "VALIDATION_ERROR"],
    limit: limitHost,
    async handle(_gateway, request) {
      const { format } = parseQuery(exportQuery, request.query);
      const id = request.params.id!;
      const file = await call(request.ctx, "quiz.export", { host: hostOf(request), id, format });
      return exportedFile(file, await fileBytes(file), { title: id, extension: format });
    },
  },
];

/** The version in an `If-Match`; undefined if the header is missing or `*`. @throws BadRequest */
function parseIfMatch(header: string | undefined): number | undefined {
  if (header === undefined || header.trim() === "*") return undefined;
  const [, version] = /^\s*"?(\d{1,9})"?\s*$/.exec(header) ?? [];
  if (!version || Number(version) < 1) throw new BadRequest('If-Match must be a version, such as "3".');
  return Number(version);
}
