import type { AskedHeaders } from "./request-context.ts";

/** What may stand in a log and in a header as it is: ids as proxies and clients make them. */
const WELL_FORMED = /^[\w.:=+/@-]{1,128}$/;

/** The id that a client or a proxy has given the request; undefined where there is none, or none that will do. */
export function givenRequestId(headers: Readonly<AskedHeaders>): string | undefined {
  const given = headers["x-correlation-id"] || headers["x-request-id"];
  return typeof given === "string" && WELL_FORMED.test(given) ? given : undefined;
}
