import { ERROR_STATUS, type ErrorType } from "../../../platform/errors.ts";
import type { Route } from "../routing/route.ts";
import { errorExamples } from "./examples/error-examples.ts";
import { EVENT_EXAMPLES } from "./examples/event-examples.ts";
import { FILES_OF } from "./examples/file-examples.ts";
import { REPLIES_OF } from "./examples/reply-examples.ts";
import { errorHeaders, headersOf } from "./headers.ts";
import { errorSchemaRef, responseSchemaRef } from "./openapi-schemas.ts";
import { isSessionPublic } from "./route-access.ts";

/** The replies of an operation, successes and errors. */

/** References to examples under `components`. */
export const exampleRefs = (names: readonly string[]) => ({
  examples: Object.fromEntries(names.map((name) => [name, { $ref: `#/components/examples/${name}` }])),
});

/** The schema of a body that is a file, by its media type. */
export function fileSchema(type: string): object {
  if (type.startsWith("text/") || type.endsWith("/xml")) return { schema: { type: "string" } };
  return type === "application/json" ? {} : { schema: { type: "string", format: "binary" } };
}

export function successesOf(route: Route): Record<string, object> {
  return Object.fromEntries(
    Object.entries(route.responses).map(([status, description]) => {
      const content = status === "304" || status === "204" ? {} : contentOf(route, Number(status));
      return [
        status,
        { description, ...headersOf(route), ...(Object.keys(content).length === 0 ? {} : { content }) },
      ];
    }),
  );
}

function contentOf(route: Route, status: number): Record<string, object> {
  const { operation, responseSchema, produces = [] } = route;
  const examples = REPLIES_OF[operation] ?? [];
  const names = Array.isArray(examples) ? examples : ((examples as Record<number, string[]>)[status] ?? []);
  const json = responseSchema && { schema: responseSchemaRef(responseSchema), ...exampleRefs(names) };
  return {
    ...(json ? { "application/json": json } : {}),
    ...Object.fromEntries(produces.map((type) => [type, fileContent(operation, type)])),
  };
}

/** The content of a reply that is not JSON: a file, or the events of a stream. */
function fileContent(operation: string, type: string): object {
  if (type === "text/event-stream") {
    const schema = { type: "array", items: { $ref: "#/components/schemas/StreamEvent" } };
    return { schema, ...exampleRefs(Object.keys(EVENT_EXAMPLES)) };
  }
  const examples = Object.keys(FILES_OF[operation]?.[type] ?? {});
  return { ...fileSchema(type), ...(examples.length === 0 ? {} : exampleRefs(examples)) };
}

/** The types of errors that a route can have. */
export function errorTypesOf(route: Route): ErrorType[] {
  const readsToken = route.access !== "anyone" || isSessionPublic(route);
  const types: ErrorType[] = [
    "BAD_REQUEST",
    ...(route.access === "anyone" ? [] : (["NO_TOKEN"] as const)),
    ...(readsToken ? (["INVALID_TOKEN"] as const) : []),
    "FORBIDDEN",
    ...(readsToken && route.access !== "host" ? (["BANNED"] as const) : []),
    ...(route.path.includes(":") ? (["NOT_FOUND"] as const) : []),
    ...(route.bodyLimit === undefined ? [] : (["BODY_TOO_LARGE"] as const)),
    ...(route.body || route.query ? (["VALIDATION_ERROR"] as const) : []),
    ...(route.limit ? (["RATE_LIMITED"] as const) : []),
    ...(route.errors ?? []),
    // These routes call other services, which may be unavailable or fail.
    ...(readsToken || route.limit ? (["TRY_AGAIN", "INTERNAL_ERROR"] as const) : []),
  ];
  return [...new Set(types)];
}

/** A route's errors by their HTTP status. */
export function errorsOf(route: Route): Record<string, { name: string; response: object }> {
  const byStatus = Map.groupBy(errorTypesOf(route), (type) => ERROR_STATUS[type]);
  return Object.fromEntries(
    [...byStatus].map(([status, types]) => [String(status), errorResponse(route, status, types)]),
  );
}

/** An error's response, and a name that only equal responses have: that of its examples. */
function errorResponse(route: Route, status: number, types: readonly ErrorType[]) {
  const names = types.flatMap((type) => Object.keys(errorExamples(type, route)));
  const response = {
    description: types.map((type) => `\`${type}\``).join(", "),
    ...errorHeaders(status),
    content: { "application/json": { schema: errorSchemaRef(types), ...exampleRefs(names) } },
  };
  return { name: names.map((name) => name[0]!.toUpperCase() + name.slice(1)).join(""), response };
}
