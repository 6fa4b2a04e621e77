import { SECURITY_HEADERS } from "../../../platform/http/security-headers.ts";
import type { ResponseHeader, Route } from "../routing/route.ts";
import { SESSION_ID } from "./examples/story.ts";

/** The headers of replies, as the description has them under `components.headers`. */

const ref = (name: string) => ({ $ref: `#/components/headers/${name}` });

/** Headers that say something about one reply. Under `components` their names have no hyphens. */
const HEADERS = {
  ETag: {
    description:
      "The version of the reply. Send it as `If-None-Match` for a 304, or as `If-Match` to change it.",
    required: true,
    schema: { type: "string", pattern: '^(W/)?".*"$' },
    example: '"3"',
  },
  Location: {
    description: "The path of what was created or joined",
    required: true,
    schema: { type: "string", format: "uri-reference" },
    example: `/api/sessions/${SESSION_ID}`,
  },
  CacheControl: {
    description: "Who may keep the reply, and for how long",
    required: true,
    schema: { type: "string" },
    example: "no-store",
  },
  NoStore: {
    description: "Nobody may keep an error",
    schema: { type: "string", const: "no-store" },
  },
  ContentDisposition: {
    description: "The name of the file (RFC 6266); only if the reply is a file",
    schema: { type: "string" },
    example: 'attachment; filename="Capitals.csv"',
  },
  ExportNotes: {
    description:
      "What the format cannot hold and the file does not have: a list of strings (RFC 9651). It is missing if the file " +
      "has all.",
    schema: { type: "string" },
    example: '"Question 2: the explanation"',
  },
  RetryAfter: {
    description: "After how many seconds a retry may succeed; `data.retryAfterMs` has it in ms",
    required: true,
    schema: { type: "integer", minimum: 1 },
    example: 2,
  },
  WwwAuthenticate: {
    description: "Send a token as `Authorization: Bearer …`",
    required: true,
    schema: { type: "string", const: "Bearer" },
  },
} as const;

const NAMES: Record<ResponseHeader, keyof typeof HEADERS> = {
  ETag: "ETag",
  Location: "Location",
  "Cache-Control": "CacheControl",
  "Content-Disposition": "ContentDisposition",
  "Export-Notes": "ExportNotes",
};

/** All headers; those that every reply has are marked by `x-every-reply`. */
export function headerComponents(): Record<string, object> {
  const everywhere = Object.entries(SECURITY_HEADERS).map(([name, value]) => [
    name,
    { required: true, schema: { type: "string", const: value }, "x-every-reply": true },
  ]);
  const requestId = {
    description:
      "The request's `X-Request-ID` or `X-Correlation-ID`, or a new one: it is in the logs of the server",
    schema: { type: "string" },
    "x-every-reply": true,
  };
  return { ...HEADERS, ...Object.fromEntries(everywhere), "X-Request-ID": requestId };
}

/** The headers of a route's successful replies. */
export function headersOf({ responseHeaders = [] }: Route): { headers?: Record<string, object> } {
  if (responseHeaders.length === 0) return {};
  return { headers: Object.fromEntries(responseHeaders.map((name) => [name, ref(NAMES[name])])) };
}

/** The headers of errors with this HTTP status. */
export function errorHeaders(status: number): { headers: Record<string, object> } {
  return {
    headers: {
      ...(status === 401 ? { "WWW-Authenticate": ref("WwwAuthenticate") } : {}),
      ...(status === 429 || status === 503 ? { "Retry-After": ref("RetryAfter") } : {}),
      "Cache-Control": ref("NoStore"),
    },
  };
}
