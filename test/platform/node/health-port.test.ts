import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { ServiceBroker } from "moleculer";
import { readEnvironment } from "../../../platform/environment.ts";
import { SECURITY_HEADERS } from "../../../platform/http/security-headers.ts";
import { openHealthPort } from "../../../platform/node/health-port.ts";
import { attachResources, NodeResources } from "../../../platform/node/node-resources.ts";
import { watchFirstReadiness } from "../../../platform/node/readiness.ts";
import { until } from "../../harness/until.ts";

let broker: ServiceBroker;
let resources: NodeResources;
let server: Server;
let errors: Error[];
beforeEach(async () => {
  broker = new ServiceBroker({ logger: false, transporter: null, skipProcessEventRegistration: true });
  resources = new NodeResources(readEnvironment({ DATABASE_URL: "postgres://nobody:no@127.0.0.1:9/none" }));
  attachResources(broker, resources);
  errors = [];
  server = openHealthPort(broker, { port: 0, address: "127.0.0.1" }, (error) => errors.push(error));
  await once(server, "listening");
});
afterEach(async () => {
  server.close();
  if (broker.started) await broker.stop();
  await resources.close();
});

const get = async (path: string) => {
  const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`);
  const body = (await response.json()) as { data?: { missing: string[] }; degraded?: string[] };
  for (const [name, value] of Object.entries(SECURITY_HEADERS))
    expect(response.headers.get(name)).toBe(value);
  return { status: response.status, body };
};

test("a starting node is live but not ready", async () => {
  expect((await get("/healthz")).status).toBe(200);
  expect(await get("/readyz")).toMatchObject({
    status: 503,
    body: { data: { missing: ["services are still starting"] } },
  });
});

test("a connection that the system could not accept does no harm to the others", async () => {
  server.emit("error", Object.assign(new Error("accept EMFILE"), { code: "EMFILE" }));
  expect(errors).toEqual([]);
  expect((await get("/healthz")).status).toBe(200);
});

test("a started node is ready until it is drained", async () => {
  await broker.start();
  expect((await get("/readyz")).status).toBe(200);
  resources.isDraining = true;
  expect((await get("/readyz")).body.data?.missing).toEqual(["node is draining"]);
});

test("a node without its database is live, and reports that it is missing", async () => {
  await broker.start();
  resources.database().catch(() => {});
  expect((await get("/healthz")).status).toBe(200);
  expect(await get("/readyz")).toMatchObject({ status: 503, body: { data: { missing: ["the database"] } } });
});

test("a readiness check of a service is included", async () => {
  await broker.start();
  resources.readinessChecks.push(() => ["service stats"]);
  expect((await get("/readyz")).body.data?.missing).toEqual(["service stats"]);
  expect((await get("/other")).status).toBe(404);
});

test("a gateway that was ready stays ready without its servers, and names what is missing", async () => {
  broker.createService({ name: "api" });
  const missing = ["service answers"];
  resources.readinessChecks.push(() => missing);
  await broker.start();
  expect(await get("/readyz")).toMatchObject({ status: 503, body: { data: { missing } } });
  missing.length = 0;
  expect(await get("/readyz")).toEqual({ status: 200, body: { status: "ready" } });
  missing.push("service sessions", "service answers");
  resources.database().catch(() => {});
  expect(await get("/readyz")).toEqual({
    status: 200,
    body: { status: "ready", degraded: ["the database", "service sessions", "service answers"] },
  });
  resources.isDraining = true;
  expect(await get("/readyz")).toMatchObject({
    status: 503,
    body: { data: { missing: ["node is draining"] } },
  });
});

test("a gateway notices that it can serve even if nobody asks", async () => {
  broker.createService({ name: "api" });
  await broker.start();
  let checks = 0;
  const missing: string[] = [];
  resources.readinessChecks.push(() => {
    checks++;
    return missing;
  });
  const watch = watchFirstReadiness(broker);
  await until("it has checked", () => checks > 0);
  missing.push("service answers");
  expect((await get("/readyz")).body.degraded).toEqual(missing);
  watch.stop();
});
