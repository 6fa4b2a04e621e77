import type { z } from "zod";
import type { RequestHeader, Route } from "../routing/route.ts";
import { QUIZ_ID, SESSION_ID } from "./examples/story.ts";
import { requestSchema } from "./openapi-schemas.ts";

/** The parameters of operations: in the path, in the query and in headers. */

const id = (what: string, example: string) => ({
  description: `The id of the ${what}, as its creation returned it`,
  schema: { type: "string", pattern: "^[\\w-]{16}$" },
  example,
});
const no = (what: string, maximum: number) => ({
  description: `The number of the ${what}, from 1`,
  schema: { type: "integer", minimum: 1, maximum },
  example: 1,
});

const HEADERS: Record<RequestHeader, object> = {
  "Idempotency-Key": {
    description:
      "Any text that is new for each new thing, such as a UUID. The same key with the same request gets the first reply " +
      "again, within 24 hours.",
    schema: { type: "string", pattern: "^[\\x20-\\x7e]{1,200}$" },
    example: "5f0c5b0e-8f3a-4f0e-9d0f-2a7d1c3b9e41",
  },
  "If-Match": {
    description:
      "The version that the client saw, from `ETag`. If the newest is another one, the reply is 412.",
    schema: { type: "string", pattern: '^\\s*(\\*|"?\\d{1,9}"?)\\s*$' },
    example: '"1"',
  },
  "If-None-Match": {
    description: "The `ETag` of the reply that the client has. If it is still the newest, the reply is 304.",
    schema: { type: "string" },
    example: '"3"',
  },
  "Last-Event-ID": {
    description:
      "The `id` of the last event that the client received. Any other text counts as none: the client then gets all.",
    schema: { type: "string" },
    example: "7-12",
  },
};

/** All parameters of a route. */
export function parametersOf(route: Route): object[] {
  const inPath = [...route.path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    name,
    in: "path",
    required: true,
    ...pathParameter(route.path, name!),
  }));
  const inHeader = (route.requestHeaders ?? []).map((name) => ({ name, in: "header", ...HEADERS[name] }));
  return [...inPath, ...inQuery(route), ...inHeader];
}

function pathParameter(path: string, name: string): object {
  if (name === "no") {
    return path.includes("/questions/") ? no("question", 1000) : no("player", 2_147_483_647);
  }
  return path.startsWith("/api/quizzes/") ? id("quiz", QUIZ_ID) : id("session", SESSION_ID);
}

function inQuery({ query }: Route): object[] {
  if (!query) return [];
  const { properties = {}, required = [] } = requestSchema(query) as {
    properties?: Record<string, { description?: string; default?: unknown }>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, { description, default: _asText, ...schema }]) => {
    // As the handler gets it: a number or a flag, not a text.
    const fallback = (query.shape[name] as z.ZodType).safeParse(undefined).data;
    return {
      name,
      in: "query",
      ...(description === undefined ? {} : { description }),
      ...(required.includes(name) ? { required: true } : {}),
      schema: fallback === undefined ? schema : { ...schema, default: fallback },
    };
  });
}
