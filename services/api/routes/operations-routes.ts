import { currentTime } from "../../../platform/clock.ts";
import { notReady, readinessOf, ready } from "../../../platform/node/readiness.ts";
import { noteTimeRead, timeQuery } from "../fairness/time-reads.ts";
import { JSON_TYPE, json } from "../http/response.ts";
import { describeApi } from "../openapi/openapi.ts";
import * as responses from "../openapi/response-schemas.ts";
import { StaticFile } from "../pages/static-file.ts";
import { parseQuery } from "../routing/query.ts";
import type { Route } from "../routing/route.ts";

/** For load balancers and operators, and the time for everyone. */
export const operationsRoutes: Route[] = [
  {
    method: "GET",
    path: "/api/time",
    operation: "getTime",
    tag: "operations",
    summary: "Get the server's time, for countdowns on devices whose clock is wrong",
    description:
      "With a player's token, calls one after the other also let the gateway see how long a round trip of this player " +
      "takes, which matters in sessions with `fairness` `delivery`. A token that is not valid is ignored.",
    access: "anyone",
    takesPlayerToken: true,
    query: timeQuery,
    responses: { 200: "The time by this node's clock, which never runs back" },
    responseSchema: responses.serverTime,
    responseHeaders: ["Cache-Control"],
    handle(gateway, request) {
      const { after } = parseQuery(timeQuery, request.query);
      const now = currentTime();
      noteTimeRead(gateway, request, after, now);
      return json(200, { now: new Date(now).toISOString() }, { "Cache-Control": "no-store" });
    },
  },
  {
    method: "GET",
    path: "/healthz",
    operation: "health",
    tag: "operations",
    summary: "Liveness",
    access: "anyone",
    responses: { 200: "The process is running" },
    responseSchema: responses.health,
    responseHeaders: ["Cache-Control"],
    async handle() {
      return json(200, { status: "ok" }, { "Cache-Control": "no-store" });
    },
  },
  {
    method: "GET",
    path: "/readyz",
    operation: "readiness",
    tag: "operations",
    summary: "Readiness",
    access: "anyone",
    responses: { 200: "Ready; `degraded` names what is missing for some of the calls" },
    responseSchema: responses.ready,
    responseHeaders: ["Cache-Control"],
    errors: ["TRY_AGAIN"],
    async handle({ broker }) {
      const { missing, degraded } = await readinessOf(broker);
      return missing.length === 0
        ? json(200, ready(degraded), { "Cache-Control": "no-store" })
        : json(503, notReady(missing), { "Cache-Control": "no-store", "Retry-After": "1" });
    },
  },
];

/** The API's description of itself. @param api every other route */
export function openApiRoute(api: readonly Route[]): Route {
  // Made for the first request: it takes a few ms, and anyone may ask for it.
  const description = new StaticFile(JSON_TYPE, { "Cache-Control": "public, max-age=300" }, () => ({
    identity: Buffer.from(JSON.stringify(describeApi([...api, route]))),
  }));
  const route: Route = {
    method: "GET",
    path: "/api/openapi.json",
    operation: "describe",
    tag: "operations",
    summary: "Get this description",
    access: "anyone",
    responses: { 200: "OpenAPI 3.1", 304: "Not modified" },
    responseSchema: responses.apiDescription,
    requestHeaders: ["If-None-Match"],
    responseHeaders: ["ETag", "Cache-Control"],
    handle: (_gateway, request) => description.reply(request),
  };
  return route;
}
