import { footingOf } from "../../platform/footing.ts";
import { transportIsUp } from "../../platform/transport.ts";
import { json } from "./exchange.ts";
import { describeApi } from "./openapi.ts";
import type { Route } from "./route.ts";

/** The services without which no player can play. */
const NEEDED = ["quiz", "sessions", "answers", "stats"] as const;

/** For those who run the system. */
export const operationsRoutes: Route[] = [
  {
    method: "GET",
    path: "/healthz",
    operation: "health",
    summary: "Whether this process turns",
    access: "anyone",
    answers: { 200: "It does" },
    async handle() {
      return json(200, { status: "ok" }, { "Cache-Control": "no-store" });
    },
  },
  {
    method: "GET",
    path: "/readyz",
    operation: "readiness",
    summary: "Whether this node can serve",
    access: "anyone",
    answers: { 200: "It can" },
    refusals: ["TRY_AGAIN"],
    async handle({ broker }) {
      const there = new Set(
        broker.registry
          .getServiceList({ onlyAvailable: true })
          .map((service: { name: string }) => service.name),
      );
      const missing = NEEDED.filter((service) => !there.has(service)).map((service) => `service ${service}`);
      if (!(await transportIsUp(broker))) missing.unshift("connection to NATS");
      if (footingOf(broker).isDraining) missing.unshift("permission to stay: an operator drains this node");
      return missing.length === 0
        ? json(200, { status: "ready" }, { "Cache-Control": "no-store" })
        : json(
            503,
            {
              name: "NotReady",
              message: `This node cannot serve yet; missing: ${missing.join(", ")}.`,
              code: 503,
              type: "TRY_AGAIN",
              data: { missing },
            },
            { "Cache-Control": "no-store", "Retry-After": "1" },
          );
    },
  },
  {
    method: "GET",
    path: "/api/openapi.json",
    operation: "describe",
    summary: "This description",
    access: "anyone",
    answers: { 200: "OpenAPI 3.1" },
    async handle() {
      const { routes } = await import("./routes.ts");
      return json(200, describeApi(routes), { "Cache-Control": "public, max-age=300" });
    },
  },
];
