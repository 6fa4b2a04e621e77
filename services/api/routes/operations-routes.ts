import { currentTime } from "../../../platform/clock.ts";
import { notReady, readinessOf, ready } from "../../../platform/node/readiness.ts";
import { json, type Reply } from "../http/response.ts";
import { describeApi } from "../openapi/openapi.ts";
import * as responses from "../openapi/response-schemas.ts";
import type { Route } from "../routing/route.ts";

/** For load balancers and operators, and the time for everyone. */
export const operationsRoutes: Route[] = [
  {
    method: "GET",
    path: "/api/time",
    operation: "getTime",
    summary: "Get the server's time, for countdowns on devices whose clock is wrong",
    access: "anyone",
    responses: { 200: "The time by this node's clock, which never runs back" },
    responseSchema: responses.serverTime,
    responseHeaders: ["Cache-Control"],
    handle() {
      return json(200, { now: new Date(currentTime()).toISOString() }, { "Cache-Control": "no-store" });
    },
  },
  {
    method: "GET",
    path: "/healthz",
    operation: "health",
    summary: "Liveness",
    access: "anyone",
    responses: { 200: "The process is running" },
    async handle() {
      return json(200, { status: "ok" }, { "Cache-Control": "no-store" });
    },
  },
  {
    method: "GET",
    path: "/readyz",
    operation: "readiness",
    summary: "Readiness",
    access: "anyone",
    responses: { 200: "Ready; `degraded` names what is missing for some of the calls" },
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
  // Made for the first request and then kept: it takes a few ms, and anyone may ask for it.
  let description: Reply | undefined;
  const route: Route = {
    method: "GET",
    path: "/api/openapi.json",
    operation: "describe",
    summary: "Get this description",
    access: "anyone",
    responses: { 200: "OpenAPI 3.1" },
    async handle() {
      description ??= json(200, describeApi([...api, route]), { "Cache-Control": "public, max-age=300" });
      return description;
    },
  };
  return route;
}
