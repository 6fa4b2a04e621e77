import { Validator } from "@seriousme/openapi-schema-validator";
import { kindNames } from "../../../../platform/domain/question.ts";
import { exportFormatSchema, importFormatSchema } from "../../../../platform/domain/quiz-formats.ts";
import { describeApi } from "../../../../services/api/openapi/openapi.ts";
import { routes } from "../../../../services/api/routes/routes.ts";
import { writers } from "../../../../services/quiz/formats/registry.ts";

interface Operation {
  operationId: string;
  summary: string;
  tags: string[];
  security: object[];
  parameters: { name: string; in: string; description?: string; schema: object }[];
  requestBody?: { content: Record<string, { schema: object }> };
  responses: Record<string, Described>;
}

interface Described {
  description: string;
  content?: Record<string, object>;
  headers?: Record<string, object>;
}

/** The description as a client gets it. */
const description = JSON.parse(JSON.stringify(describeApi(routes)));
const operationOf = (method: string, path: string): Operation | undefined =>
  description.paths[path.replace(/:(\w+)/g, "{$1}")]?.[method.toLowerCase()];

test("the description is valid OpenAPI 3.1", async () => {
  const validator = new Validator();
  expect(await validator.validate(description)).toEqual({ valid: true });
  expect(validator.version).toBe("3.1");
});

test("describes every route once", () => {
  const describedCalls = Object.entries(description.paths).flatMap(([path, methods]) =>
    Object.keys(methods as object).map((method) => `${method.toUpperCase()} ${path}`),
  );
  const calls = routes.map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, "{$1}")}`);
  expect(describedCalls.sort()).toEqual(calls.sort());
  expect(new Set(routes.map(({ operation }) => operation)).size).toBe(routes.length);
});

/** The calls of the contract, without those that are not promised yet. */
const CONTRACT = [
  "POST /api/quizzes",
  "POST /api/quizzes/import",
  "GET /api/quizzes",
  "GET /api/quizzes/:id",
  "PUT /api/quizzes/:id",
  "DELETE /api/quizzes/:id",
  "GET /api/quizzes/:id/export",
  "POST /api/sessions",
  "GET /api/sessions",
  "POST /api/sessions/:id/open",
  "POST /api/sessions/:id/next",
  "POST /api/sessions/:id/close",
  "POST /api/sessions/:id/end",
  "GET /api/sessions/:id/players",
  "DELETE /api/sessions/:id/players",
  "DELETE /api/sessions/:id/players/:no",
  "POST /api/sessions/:id/players/:no/restore",
  "GET /api/sessions/:id/report",
  "GET /api/sessions/:id/responses",
  "GET /api/sessions/:id/audit",
  "POST /api/sessions/:id/screen",
  "POST /api/sessions/:id/questions/:no/void",
  "PUT /api/sessions/:id/questions/:no/key",
  "POST /api/join",
  "GET /api/sessions/:id",
  "GET /api/sessions/:id/quiz",
  "POST /api/sessions/:id/answers",
  "GET /api/sessions/:id/questions/:no/stats",
  "GET /api/sessions/:id/leaderboard",
  "GET /api/sessions/:id/me",
  "GET /api/sessions/:id/me/answers",
  "GET /api/sessions/:id/events",
  "GET /healthz",
  "GET /readyz",
  "GET /api/openapi.json",
];
test.each(CONTRACT)("%s is described", (call) => {
  const [method, path] = call.split(" ") as [string, string];
  expect(operationOf(method, path)).toBeDefined();
});

test.each(
  routes.map((route) => [`${route.method} ${route.path}`, route] as const),
)("%s is described with its access, parameters, body and responses", (_call, route) => {
  const operation = operationOf(route.method, route.path)!;
  const inPath = operation.parameters.filter((parameter) => parameter.in === "path").map(({ name }) => name);
  expect(inPath).toEqual([...route.path.matchAll(/:(\w+)/g)].map(([, name]) => name));
  const inQuery = operation.parameters
    .filter((parameter) => parameter.in === "query")
    .map(({ name }) => name);
  expect(inQuery).toEqual(Object.keys(route.query?.shape ?? {}));
  expect(operation.requestBody !== undefined).toBe(route.body !== undefined || route.consumes !== undefined);
  const needsToken =
    operation.security.length > 0 && operation.security.every((option) => Object.keys(option).length > 0);
  expect(needsToken).toBe(route.access !== "anyone");
  expect(Object.keys(operation.responses)).toEqual(expect.arrayContaining(Object.keys(route.responses)));
  expect(Object.keys(operation.responses)).not.toContain("undefined");
  if (needsToken) expect(operation.responses).toHaveProperty("401");
  expect(operation.summary).toMatch(/^[A-Z].*[^.]$/);
  expect(operation.tags).toEqual([route.tag]);
  expect(Object.keys(operation.responses).some((status) => status.startsWith("4"))).toBe(true);
  expect(operation.parameters.filter(({ description }) => !description)).toEqual([]);
});

test("a response is described with its fields and headers", () => {
  const stats = operationOf("GET", "/api/sessions/:id/questions/:no/stats")!;
  expect(stats.parameters).toContainEqual(
    expect.objectContaining({ name: "If-None-Match", in: "header", schema: { type: "string" } }),
  );
  expect(stats.responses[200]).toMatchObject({
    headers: { ETag: {}, "Cache-Control": {} },
    content: { "application/json": { schema: { $ref: "#/components/schemas/QuestionStats" } } },
  });
  expect(stats.responses[304]).not.toHaveProperty("content");
  expect(description.components.schemas.QuestionStats).toMatchObject({
    type: "object",
    required: ["question", "attempts", "asOf", "final"],
  });
  const { RateLimited } = description.components.responses;
  expect(operationOf("POST", "/api/join")!.responses[429]).toEqual({
    $ref: "#/components/responses/RateLimited",
  });
  expect(RateLimited.headers["Retry-After"]).toEqual({ $ref: "#/components/headers/RetryAfter" });
  expect(description.components.headers.RetryAfter.schema).toMatchObject({ type: "integer" });
});

test("numbers and flags in a query have their types and defaults, not those of texts", () => {
  const schemaOf = (method: string, path: string, query: string) =>
    operationOf(method, path)!.parameters.find(({ name }) => name === query)!.schema;
  expect(schemaOf("GET", "/api/quizzes", "limit")).toEqual({
    type: "integer",
    minimum: 1,
    maximum: 100,
    default: 20,
  });
  expect(schemaOf("GET", "/api/sessions/:id/players", "removed")).toEqual({
    type: "boolean",
    default: false,
  });
  expect(schemaOf("GET", "/api/sessions/:id/players", "cursor")).toMatchObject({ pattern: "^\\d{1,9}$" });
});

test("questions are told apart by their kind, and a stored one has all that has a default", () => {
  const { Question, QuestionDraft, SingleQuestion, SingleQuestionDraft } = description.components.schemas;
  expect(Object.keys(Question.discriminator.mapping)).toEqual([...kindNames]);
  expect(Object.keys(QuestionDraft.discriminator.mapping)).toEqual([...kindNames]);
  expect(SingleQuestion.required).toEqual(["kind", "text", "timeLimitMs", "points", "options"]);
  expect(SingleQuestionDraft.required).toEqual(["kind", "text", "options"]);
});

test("the body of an answer is described with all answer types", () => {
  const operation = operationOf("POST", "/api/sessions/:id/answers");
  expect(operation?.requestBody?.content["application/json"]?.schema).toEqual({
    $ref: "#/components/schemas/AnswerBody",
  });
  expect(description.components.schemas.AnswerBody).toMatchObject({
    properties: { question: {}, choice: {}, choices: {}, value: {}, text: {}, receipt: {} },
    required: ["question"],
    oneOf: ["choice", "choices", "value", "text"].map((field) => ({ required: [field] })),
  });
});

test("an import and an export are described with their formats, media types, headers and notes", () => {
  const importing = operationOf("POST", "/api/quizzes/import")!;
  const exporting = operationOf("GET", "/api/quizzes/:id/export")!;
  const formatOf = ({ parameters }: Operation) => parameters.find(({ name }) => name === "format");
  expect(formatOf(importing)).toMatchObject({ schema: { enum: importFormatSchema.options } });
  expect(formatOf(exporting)).toMatchObject({
    schema: { enum: exportFormatSchema.options, default: "json" },
  });
  const types = Object.values(writers).map(({ contentType }) => contentType.split(";")[0]);
  expect(Object.keys(importing.requestBody!.content)).toEqual(
    expect.arrayContaining([...types, "application/octet-stream"]),
  );
  const { content, headers } = exporting.responses[200] as Described;
  expect(new Set(Object.keys(content!))).toEqual(new Set(types));
  expect(Object.keys(headers!)).toEqual(["Cache-Control", "Content-Disposition", "Export-Notes"]);
  expect(exporting.responses[422]).toBeDefined();
  expect(description.components.schemas.Imported.required).toEqual([
    "quiz",
    "imported",
    "skipped",
    "notes",
    "left",
  ]);
});
