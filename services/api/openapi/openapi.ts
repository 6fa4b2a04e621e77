import { ERROR_STATUS, type ErrorType } from "../../../platform/errors.ts";
import { SECURITY_HEADERS } from "../../../platform/http/security-headers.ts";
import { VERSION } from "../../../platform/version.ts";
import type { Route } from "../routing/route.ts";
import { errorExampleRefs, errorExamples } from "./error-examples.ts";
import { streamEventSchema } from "./event-schemas.ts";
import { errorSchemaRef, namedSchemas, requestSchema, responseSchemaRef } from "./openapi-schemas.ts";

/** The fields that every error has; its type says what `data` has. */
const anyError = {
  type: "object",
  required: ["name", "message", "code", "type"],
  properties: {
    name: { type: "string" },
    message: { type: "string", description: "In English, for developers" },
    code: { type: "integer", description: "The HTTP status" },
    type: { type: "string", enum: Object.keys(ERROR_STATUS) },
    data: {},
  },
};

/** Describes the API as OpenAPI 3.1. It is made from the routes, with the schemas that the gateway checks. */
export function describeApi(routes: readonly Route[]) {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of routes) {
    const path = route.path.replace(/:(\w+)/g, "{$1}");
    paths[path] ??= {};
    paths[path][route.method.toLowerCase()] = operationOf(route);
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Stampede",
      version: VERSION,
      description:
        "Live quizzes for a million players at once. Every reply, errors included, has the headers under " +
        "`components.headers`. What cannot be read as a request gets a 400 `BAD_REQUEST`, a body that is too large a 413.",
    },
    servers: [{ url: "/" }],
    paths,
    components: {
      schemas: {
        ...namedSchemas(),
        Error: anyError,
        StreamEvent: streamEventSchema(responseSchemaRef),
      },
      examples: errorExamples(),
      headers: Object.fromEntries(
        Object.entries(SECURITY_HEADERS).map(([name, value]) => [
          name,
          { schema: { type: "string", const: value } },
        ]),
      ),
      securitySchemes: { bearer: { type: "http", scheme: "bearer", bearerFormat: "JWT" } },
    },
  };
}

/** Whether a token is read although none is needed. */
function mayHaveToken({ access, path }: Route): boolean {
  return access === "anyone" && path.startsWith("/api/sessions/");
}

function operationOf(route: Route) {
  const inPath = [...route.path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    name,
    in: "path",
    required: true,
    schema: name === "no" ? { type: "integer", minimum: 1 } : { type: "string" },
  }));
  const inHeader = (route.requestHeaders ?? []).map((name) => ({
    name,
    in: "header",
    schema: { type: "string" },
  }));
  const optional = mayHaveToken(route) ? [{}] : [];
  const security = route.access === "anyone" && optional.length === 0 ? [] : [...optional, { bearer: [] }];
  return {
    operationId: route.operation,
    summary: route.summary,
    ...(route.description === undefined ? {} : { description: route.description }),
    security,
    parameters: [...inPath, ...queryParameters(route), ...inHeader],
    ...(route.bodyLimit === undefined || (!route.body && !route.consumes)
      ? {}
      : { requestBody: bodyOf(route) }),
    responses: { ...responsesOf(route), ...errorsOf(route) },
  };
}

function queryParameters({ query }: Route) {
  if (!query) return [];
  const { properties = {} } = requestSchema(query) as { properties?: Record<string, unknown> };
  return Object.entries(properties).map(([name, schema]) => ({ name, in: "query", schema }));
}

function bodyOf({ body, isBodyOptional = false, consumes = ["application/json"] }: Route) {
  const schema = body ? requestSchema(body) : {};
  return {
    required: !isBodyOptional,
    content: Object.fromEntries(consumes.map((type) => [type, { schema }])),
  };
}

function responsesOf({ responses, responseSchema, produces = [], responseHeaders = [] }: Route) {
  const content = {
    ...(responseSchema ? { "application/json": { schema: responseSchemaRef(responseSchema) } } : {}),
    ...Object.fromEntries(produces.map((type) => [type, fileContent(type)])),
  };
  const headers = Object.fromEntries(responseHeaders.map((name) => [name, { schema: { type: "string" } }]));
  return Object.fromEntries(
    Object.entries(responses).map(([status, description]) => [
      status,
      {
        description,
        ...(responseHeaders.length === 0 ? {} : { headers }),
        ...(status === "304" || Object.keys(content).length === 0 ? {} : { content }),
      },
    ]),
  );
}

/** The content of a reply that is not JSON: a file, or the events of a stream. */
function fileContent(type: string): object {
  if (type !== "text/event-stream") return {};
  return { schema: { type: "array", items: { $ref: "#/components/schemas/StreamEvent" } } };
}

function errorsOf(route: Route) {
  const readsToken = route.access !== "anyone" || mayHaveToken(route);
  const types: ErrorType[] = [
    ...(route.access === "anyone" ? [] : (["NO_TOKEN"] as const)),
    ...(readsToken ? (["INVALID_TOKEN", "FORBIDDEN"] as const) : []),
    ...(readsToken && route.access !== "host" ? (["BANNED"] as const) : []),
    ...(route.path.includes(":") ? (["NOT_FOUND"] as const) : []),
    ...(route.bodyLimit === undefined ? [] : (["BAD_REQUEST", "BODY_TOO_LARGE"] as const)),
    ...(route.body || route.query ? (["VALIDATION_ERROR"] as const) : []),
    ...(route.limit ? (["RATE_LIMITED"] as const) : []),
    ...(route.errors ?? []),
    // These routes call other services, which may be unavailable or fail.
    ...(readsToken || route.limit ? (["TRY_AGAIN", "INTERNAL_ERROR"] as const) : []),
  ];
  const byStatus = Map.groupBy(new Set(types), (type) => ERROR_STATUS[type]);
  return Object.fromEntries(
    [...byStatus].map(([status, typesOfStatus]) => [
      String(status),
      errorResponse(route, status, typesOfStatus),
    ]),
  );
}

function errorResponse({ operation }: Route, status: number, types: readonly ErrorType[]) {
  const hasRetryAfter = status === 429 || status === 503;
  return {
    description: types.join(", "),
    ...(hasRetryAfter ? { headers: { "Retry-After": { schema: { type: "integer" } } } } : {}),
    content: {
      "application/json": {
        schema: types.length === 1 ? errorSchemaRef(types[0]!) : { oneOf: types.map(errorSchemaRef) },
        examples: Object.assign({}, ...types.map((type) => errorExampleRefs(type, operation))),
      },
    },
  };
}
