import type { z } from "zod";
import type { ErrorType } from "../../../platform/errors.ts";
import type { MaybePromise } from "../../../platform/maybe-promise.ts";
import type { Access } from "../access/access.ts";
import type { Gateway } from "../gateway.ts";
import type { RequestContext } from "../http/request-context.ts";
import type { hijacked, Reply } from "../http/response.ts";

/** Headers of requests that handlers read, besides the token. */
export type RequestHeader = "Idempotency-Key" | "If-Match" | "If-None-Match" | "Last-Event-ID";

/** Headers of successful responses that say something about this response. */
export type ResponseHeader = "ETag" | "Location" | "Cache-Control" | "Content-Disposition" | "Export-Notes";

/** The groups of operations in the OpenAPI description, in its order. */
export const TAGS = [
  "playing",
  "watching",
  "signing in",
  "quizzes",
  "sessions",
  "steps",
  "roster",
  "corrections",
  "reports",
  "operations",
] as const;
export type Tag = (typeof TAGS)[number];

/** One operation of the REST API: how the gateway handles it, and how the OpenAPI description presents it. */
export interface Route {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** From the root, with `:names` for parameters. */
  path: string;
  /** The `operationId` in the OpenAPI description. */
  operation: string;
  /** The group in the OpenAPI description. */
  tag: Tag;
  summary: string;
  /** More details for the OpenAPI description. */
  description?: string;
  access: Access;
  /** Whether it takes a player's token too, although anyone has access. */
  takesPlayerToken?: boolean;
  /** The maximum size of the body in bytes; without it, no body is read. */
  bodyLimit?: number;
  /** Only for the description: the handler itself validates body and query. */
  body?: z.ZodType;
  isBodyOptional?: boolean;
  query?: z.ZodObject;
  /** Media types of the request body, if it is not JSON. */
  consumes?: readonly string[];
  /** Successful responses: status and meaning. */
  responses: Partial<Record<200 | 201 | 204 | 304, string>>;
  /** The response body, if it is JSON. */
  responseSchema?: z.ZodType;
  /** Media types of the response body other than JSON. */
  produces?: readonly string[];
  /** Request headers that the handler reads, besides the token. */
  requestHeaders?: readonly RequestHeader[];
  /** Headers of successful responses; a test fails if one is sent that is not here. */
  responseHeaders?: readonly ResponseHeader[];
  /** Error types besides those that `access` and a body always bring. */
  errors?: readonly ErrorType[];
  /** Applies the rate limit, before the body is read. @throws RateLimited */
  limit?: (gateway: Gateway, request: RequestContext) => MaybePromise<void>;
  handle: (gateway: Gateway, request: RequestContext) => MaybePromise<Reply | typeof hijacked>;
}

/** What `dispatch` needs to know of a route or a page. */
export type Served = Pick<Route, "path" | "operation" | "access" | "bodyLimit" | "limit" | "handle">;

/** A page for people, or a file of one: no operation of the API, so the description has none of it. */
export interface Page extends Served {
  method: "GET";
}

/** The maximum size of a player's body, in bytes. */
export const SMALL_BODY = 8 * 1024;
/** The maximum size of a host's body, in bytes. */
export const MIDDLE_BODY = 64 * 1024;
/** The maximum size of a quiz, in bytes. */
export const LARGE_BODY = 4 * 1024 * 1024;
