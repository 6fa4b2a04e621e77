import type { z } from "zod";
import type { Eventually } from "../../../platform/maybe-promise.ts";
import type { Access } from "../access/access.ts";
import type { Gateway } from "../gateway.ts";
import type { Exchange, hijacked, Reply } from "../http/request-context.ts";

/** One call of the REST contract: all that the gateway and the API's description say of it. */
export interface Route {
  method: "GET" | "POST" | "PUT" | "DELETE";
  /** Below the root, with `:names`. */
  path: string;
  /** The name of the operation in the API's description. */
  operation: string;
  summary: string;
  /** What else a caller has to know, for the API's description. */
  description?: string;
  access: Access;
  /** The most bytes of the body; none is read where this is left out. */
  bodyLimit?: number;
  /** What the body and the query must look like, for the description; the handler checks them. */
  body?: z.ZodType;
  query?: z.ZodObject;
  /** Media type of the body where it is not JSON. */
  bodyTypes?: readonly string[];
  /** What it answers when all is well: status and what it means. */
  answers: Partial<Record<200 | 201 | 204 | 304, string>>;
  /** The body of that, where it is JSON. */
  reply?: z.ZodType;
  /** Its media types besides. */
  replyTypes?: readonly string[];
  /** Headers of the request that are heeded, besides the token, and of a reply that say more. */
  heeds?: readonly ("If-Match" | "If-None-Match" | "Last-Event-ID")[];
  tells?: readonly ("ETag" | "Location" | "Cache-Control" | "Content-Disposition")[];
  /** Refusals beyond those that access and a body bring along, by the contract's types. */
  refusals?: readonly string[];
  /** Checked before the body is read; throws RateLimited. */
  limit?: (gateway: Gateway, exchange: Exchange) => void;
  handle: (gateway: Gateway, exchange: Exchange) => Eventually<Reply | typeof hijacked>;
}

/** Bytes of a player's body. */
export const SMALL_BODY = 8 * 1024;
/** Bytes of a host's body. */
export const MIDDLE_BODY = 64 * 1024;
/** Bytes of a quiz. */
export const LARGE_BODY = 4 * 1024 * 1024;
