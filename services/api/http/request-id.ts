import type { RequestHeaders } from "./request-context.ts";

/** Ids that are safe to log and to send back in a header: those that proxies and clients usually make. */
const WELL_FORMED = /^[\w.:=+/@-]{1,128}$/;

/** The request id that the client or a proxy sent; undefined if there is none, or if it is not well formed. */
export function requestIdFrom(headers: Readonly<RequestHeaders>): string | undefined {
  const id = headers["x-correlation-id"] || headers["x-request-id"];
  return typeof id === "string" && WELL_FORMED.test(id) ? id : undefined;
}
