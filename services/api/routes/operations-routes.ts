import { notReady, readinessProblems } from "../../../platform/node/readiness.ts";
import { json, type Reply } from "../http/response.ts";
import { describeApi } from "../openapi/openapi.ts";
import type { Route } from "../routing/route.ts";

/** For load balancers and operators. */
export const operationsRoutes: Route[] = [
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
    responses: { 200: "Ready" },
    errors: ["TRY_AGAIN"],
    async handle({ broker }) {
      const missing = await readinessProblems(broker);
      return missing.length === 0
        ? json(200, { status: "ready" }, { "Cache-Control": "no-store" })
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
