import type { ServiceBroker } from "moleculer";
import { missingOf, notReady } from "../../../platform/node/readiness.ts";
import { json, type Reply } from "../http/request-context.ts";
import { describeApi } from "../openapi/openapi.ts";
import type { Route } from "../routing/route.ts";

/** The services that a gateway waits for before it first serves. */
const AT_FIRST = ["quiz", "sessions", "answers", "stats"] as const;
/** Those without which nobody can join or answer. */
const ALWAYS = ["sessions", "answers"] as const;

/**
 * What a gateway misses: says which of the services that it needs no node offers now. At first these are all; later
 * only those without which there is no playing. Were it to leave for want of figures, so would every other gateway
 * at the same moment, and take the answers along.
 */
export function missingServices(broker: ServiceBroker): () => string[] {
  let needed: readonly string[] = AT_FIRST;
  return () => {
    const services: { name: string }[] = broker.registry.getServiceList({ onlyAvailable: true });
    const there = new Set(services.map(({ name }) => name));
    const missing = needed.filter((service) => !there.has(service));
    if (missing.length === 0) needed = ALWAYS;
    return missing.map((service) => `service ${service}`);
  };
}

/** The description as it is sent: it costs a few ms to make, and anyone may ask for it. */
let described: Reply | undefined;

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
      const missing = await missingOf(broker);
      return missing.length === 0
        ? json(200, { status: "ready" }, { "Cache-Control": "no-store" })
        : json(503, notReady(missing), { "Cache-Control": "no-store", "Retry-After": "1" });
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
      described ??= json(200, describeApi(routes), { "Cache-Control": "public, max-age=300" });
      return described;
    },
  },
];
