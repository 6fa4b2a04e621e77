import { readFileSync } from "node:fs";
import type { Route } from "../routing/route.ts";
import { namedSchemas, replySchema, schemaOf } from "./openapi-schemas.ts";

/** The status of each refusal of the contract. */
const STATUS_OF_TYPE: Record<string, number> = {
  BAD_REQUEST: 400,
  NO_TOKEN: 401,
  INVALID_TOKEN: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  UNKNOWN_CODE: 404,
  ALREADY_ANSWERED: 409,
  WRONG_STATE: 409,
  QUESTION_CLOSED: 410,
  SESSION_ENDED: 410,
  STALE_VERSION: 412,
  BODY_TOO_LARGE: 413,
  VALIDATION_ERROR: 422,
  RATE_LIMITED: 429,
  INTERNAL_ERROR: 500,
  TRY_AGAIN: 503,
};

const errorSchema = {
  type: "object",
  required: ["name", "message", "code", "type"],
  properties: {
    name: { type: "string" },
    message: { type: "string" },
    code: { type: "integer", description: "The HTTP status" },
    type: { type: "string", enum: Object.keys(STATUS_OF_TYPE) },
    data: { description: "VALIDATION_ERROR: a list of `{ path, reason }`, one for every field at fault" },
  },
};

/** The API as OpenAPI 3.1, made from the table of routes: what the gateway checks is what this says. */
export function describeApi(routes: readonly Route[]) {
  const { version } = JSON.parse(readFileSync(new URL("../../../package.json", import.meta.url), "utf8"));
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of routes) {
    const path = route.path.replace(/:(\w+)/g, "{$1}");
    paths[path] ??= {};
    paths[path][route.method.toLowerCase()] = operationOf(route);
  }
  return {
    openapi: "3.1.0",
    info: { title: "Stampede", version, description: "Live quizzes for a million players at once." },
    servers: [{ url: "/" }],
    paths,
    components: {
      schemas: { ...namedSchemas(), Error: errorSchema },
      securitySchemes: { bearer: { type: "http", scheme: "bearer", bearerFormat: "JWT" } },
    },
  };
}

/** Whether a token is heeded where none is needed. */
function mayHaveToken({ access, path }: Route): boolean {
  return access === "anyone" && path.startsWith("/api/sessions/");
}

function operationOf(route: Route) {
  const inPath = [...route.path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string" },
  }));
  const inHeader = (route.heeds ?? []).map((name) => ({ name, in: "header", schema: { type: "string" } }));
  const optional = mayHaveToken(route) ? [{}] : [];
  const security = route.access === "anyone" && optional.length === 0 ? [] : [...optional, { bearer: [] }];
  return {
    operationId: route.operation,
    summary: route.summary,
    ...(route.description === undefined ? {} : { description: route.description }),
    security,
    parameters: [...inPath, ...queryParameters(route), ...inHeader],
    ...(route.bodyLimit === undefined || (!route.body && !route.bodyTypes)
      ? {}
      : { requestBody: bodyOf(route) }),
    responses: { ...answersOf(route), ...refusalsOf(route) },
  };
}

function queryParameters({ query }: Route) {
  if (!query) return [];
  const { properties = {} } = schemaOf(query) as { properties?: Record<string, unknown> };
  return Object.entries(properties).map(([name, schema]) => ({ name, in: "query", schema }));
}

function bodyOf({ body, bodyTypes }: Route) {
  const types = bodyTypes ?? ["application/json"];
  const schema = body ? schemaOf(body) : {};
  return { required: true, content: Object.fromEntries(types.map((type) => [type, { schema }])) };
}

function answersOf({ answers, reply, replyTypes = [], tells = [] }: Route) {
  const content = {
    ...(reply ? { "application/json": { schema: replySchema(reply) } } : {}),
    ...Object.fromEntries(replyTypes.map((type) => [type, {}])),
  };
  const headers = Object.fromEntries(tells.map((name) => [name, { schema: { type: "string" } }]));
  return Object.fromEntries(
    Object.entries(answers).map(([status, description]) => [
      status,
      {
        description,
        ...(tells.length === 0 ? {} : { headers }),
        ...(status === "304" || Object.keys(content).length === 0 ? {} : { content }),
      },
    ]),
  );
}

function refusalsOf(route: Route) {
  const isAsked = route.access !== "anyone" || mayHaveToken(route);
  const types = [
    ...(route.access === "anyone" ? [] : ["NO_TOKEN"]),
    ...(isAsked ? ["INVALID_TOKEN", "FORBIDDEN"] : []),
    ...(route.path.includes(":") ? ["NOT_FOUND"] : []),
    ...(route.bodyLimit === undefined ? [] : ["BAD_REQUEST", "BODY_TOO_LARGE"]),
    ...(route.body || route.query ? ["VALIDATION_ERROR"] : []),
    ...(route.limit ? ["RATE_LIMITED"] : []),
    ...(route.refusals ?? []),
    // Any other service may be away, or at fault.
    ...(isAsked || route.limit ? ["TRY_AGAIN", "INTERNAL_ERROR"] : []),
  ];
  const byStatus = Map.groupBy(new Set(types), (type) => STATUS_OF_TYPE[type]!);
  return Object.fromEntries(
    [...byStatus].map(([status, names]) => [String(status), refusalOf(status, names)]),
  );
}

function refusalOf(status: number, names: readonly string[]) {
  const isForLater = status === 429 || status === 503;
  return {
    description: names.join(", "),
    ...(isForLater ? { headers: { "Retry-After": { schema: { type: "integer" } } } } : {}),
    content: { "application/json": { schema: { $ref: "#/components/schemas/Error" } } },
  };
}
