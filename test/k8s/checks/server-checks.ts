import type { KubeObject } from "../objects.ts";

/** Connections that do not come from PgBouncer: of superusers, the operator, the migrations and standbys. */
const OTHER_CONNECTIONS = 20;

/** Problems between servers: the routes of NATS, the pools of PgBouncer against Postgres, the standbys of Postgres. */
export function checkServers(objects: readonly KubeObject[]): string[] {
  return [...checkRoutes(objects), ...checkPools(objects), ...checkStandbys(objects)];
}

interface StatefulSet {
  replicas: number;
  serviceName: string;
}

/**
 * Several NATS servers must be an odd number, so that one side of a split has a majority, and have routes to each
 * other.
 */
function checkRoutes(objects: readonly KubeObject[]): string[] {
  const nats = objects.find(({ kind, metadata }) => kind === "StatefulSet" && metadata.name === "nats");
  if (!nats) return ["there is no StatefulSet nats"];
  const { replicas, serviceName } = nats.spec as unknown as StatefulSet;
  const args = nats.spec.template?.spec.containers[0]?.args ?? [];
  const routes = [...(args[args.indexOf("--routes") + 1] ?? "").matchAll(/@([\w.-]+):6222/g)].map(
    (match) => match[1],
  );
  const expected =
    replicas > 1 ? Array.from({ length: replicas }, (_, index) => `nats-${index}.${serviceName}`) : [];
  const evenCount = replicas % 2 === 1 ? [] : [`StatefulSet nats: ${replicas} servers, an even number`];
  return routes.join() === expected.join()
    ? evenCount
    : [...evenCount, `StatefulSet nats: its routes are ${routes.join()}`];
}

interface Cluster {
  instances: number;
  postgresql: { parameters: { max_connections: string } };
}

/** All PgBouncers together, with one more during a rollout, must not open more connections than Postgres allows. */
function checkPools(objects: readonly KubeObject[]): string[] {
  const bouncer = objects.find(
    ({ kind, metadata }) => kind === "Deployment" && metadata.name === "pgbouncer",
  );
  const settings = objects.find(({ data }) => data?.["pgbouncer.ini"])?.data?.["pgbouncer.ini"];
  const pool = Number(/^default_pool_size = (\d+)$/m.exec(settings ?? "")?.[1]);
  const bouncers = Number(bouncer?.spec.replicas) + 1;
  const available = connectionsOf(objects) - OTHER_CONNECTIONS;
  return bouncers * pool <= available
    ? []
    : [`${bouncers} PgBouncers with ${pool} connections each need more than Postgres allows`];
}

function connectionsOf(objects: readonly KubeObject[]): number {
  const cluster = objects.find(({ kind }) => kind === "Cluster");
  if (cluster) return Number((cluster.spec as unknown as Cluster).postgresql.parameters.max_connections);
  const postgres = objects.find(
    ({ kind, metadata }) => kind === "StatefulSet" && metadata.name === "postgres",
  );
  const args = postgres?.spec.template?.spec.containers[0]?.args?.join(" ") ?? "";
  return Number(/max_connections=(\d+)/.exec(args)?.[1]);
}

/** A commit waits for a standby, so there must be a second one when the first is down. */
function checkStandbys(objects: readonly KubeObject[]): string[] {
  return objects
    .filter(({ kind, spec }) => kind === "Cluster" && (spec as unknown as Cluster).instances < 3)
    .map(({ metadata }) => `Cluster ${metadata.name}: no second standby`);
}
