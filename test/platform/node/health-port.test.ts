import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { ServiceBroker } from "moleculer";
import { readEnvironment } from "../../../platform/environment.ts";
import { openHealthPort } from "../../../platform/node/health-port.ts";
import { attachResources, NodeResources } from "../../../platform/node/node-resources.ts";

let broker: ServiceBroker;
let resources: NodeResources;
let server: Server;
beforeEach(async () => {
  broker = new ServiceBroker({ logger: false, transporter: null, skipProcessEventRegistration: true });
  resources = new NodeResources(readEnvironment({ DATABASE_URL: "postgres://nobody:no@127.0.0.1:9/none" }));
  attachResources(broker, resources);
  server = openHealthPort(broker, { port: 0, address: "127.0.0.1" }, () => {});
  await once(server, "listening");
});
afterEach(async () => {
  server.close();
  if (broker.started) await broker.stop();
  await resources.close();
});

const get = async (path: string) => {
  const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`);
  return { status: response.status, body: (await response.json()) as { data?: { missing: string[] } } };
};

test("a starting node is live but not ready", async () => {
  expect((await get("/healthz")).status).toBe(200);
  expect(await get("/readyz")).toMatchObject({
    status: 503,
    body: { data: { missing: ["services are still starting"] } },
  });
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
