import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { ServiceBroker } from "moleculer";
import { readEnvironment } from "../../../platform/environment.ts";
import { openHealthPort } from "../../../platform/node/health-port.ts";
import { Footing, provideFooting } from "../../../platform/node/node-resources.ts";

let broker: ServiceBroker;
let footing: Footing;
let server: Server;
beforeEach(async () => {
  broker = new ServiceBroker({ logger: false, transporter: null, skipProcessEventRegistration: true });
  footing = new Footing(readEnvironment({ DATABASE_URL: "postgres://nobody:no@127.0.0.1:9/none" }));
  provideFooting(broker, footing);
  server = openHealthPort(broker, { port: 0, address: "127.0.0.1" }, () => {});
  await once(server, "listening");
});
afterEach(async () => {
  server.close();
  if (broker.started) await broker.stop();
  await footing.close();
});

const ask = async (path: string) => {
  const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`);
  return { status: response.status, body: (await response.json()) as { data?: { missing: string[] } } };
};

test("a node that still starts lives, and is not ready", async () => {
  expect((await ask("/healthz")).status).toBe(200);
  expect(await ask("/readyz")).toMatchObject({
    status: 503,
    body: { data: { missing: ["services: they are still starting"] } },
  });
});

test("a node that has started is ready, until an operator drains it", async () => {
  await broker.start();
  expect((await ask("/readyz")).status).toBe(200);
  footing.isDraining = true;
  expect((await ask("/readyz")).body.data?.missing).toEqual([
    "permission to stay: an operator drains this node",
  ]);
});

test("a node whose database is away lives, and names it", async () => {
  await broker.start();
  footing.database().catch(() => {});
  expect((await ask("/healthz")).status).toBe(200);
  expect(await ask("/readyz")).toMatchObject({ status: 503, body: { data: { missing: ["the database"] } } });
});

test("what a service needs beside is named", async () => {
  await broker.start();
  footing.needs.push(() => ["service stats"]);
  expect((await ask("/readyz")).body.data?.missing).toEqual(["service stats"]);
  expect((await ask("/elsewhere")).status).toBe(404);
});
