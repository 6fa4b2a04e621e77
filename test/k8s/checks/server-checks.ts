import type { KubeObject } from "../objects.ts";

/** Superusers' connections, the operator's, the migrations' and those that standbys replicate by. */
const OTHER_CONNECTIONS = 20;

/** What is wrong between servers and those beside them: NATS' routes, PgBouncer's pools against Postgres. */
export function checkServers(objects: readonly KubeObject[]): string[] {
  return [...routes(objects), ...pools(objects), ...standbys(objects)];
}

interface StatefulSet {
  replicas: number;
  serviceName: string;
}

/** Each of several NATS servers knows all of them by name; an odd number, so that a part of them is the larger. */
function routes(objects: readonly KubeObject[]): string[] {
  const nats = objects.find(({ kind, metadata }) => kind === "StatefulSet" && metadata.name === "nats");
  if (!nats) return ["there is no NATS"];
  const { replicas, serviceName } = nats.spec as unknown as StatefulSet;
  const args = nats.spec.template?.spec.containers[0]?.args ?? [];
  const told = [...(args[args.indexOf("--routes") + 1] ?? "").matchAll(/@([\w.-]+):6222/g)].map(
    (match) => match[1],
  );
  const there =
    replicas > 1 ? Array.from({ length: replicas }, (_, index) => `nats-${index}.${serviceName}`) : [];
  const odd = replicas % 2 === 1 ? [] : [`StatefulSet nats: ${replicas} servers`];
  return told.join() === there.join() ? odd : [...odd, `StatefulSet nats: its routes lead to ${told.join()}`];
}

interface Cluster {
  instances: number;
  postgresql: { parameters: { max_connections: string } };
}

/** The most that all PgBouncers open at once, one more of them while they roll, is what Postgres takes. */
function pools(objects: readonly KubeObject[]): string[] {
  const bouncer = objects.find(
    ({ kind, metadata }) => kind === "Deployment" && metadata.name === "pgbouncer",
  );
  const settings = objects.find(({ data }) => data?.["pgbouncer.ini"])?.data?.["pgbouncer.ini"];
  const pool = Number(/^default_pool_size = (\d+)$/m.exec(settings ?? "")?.[1]);
  const most = Number(bouncer?.spec.replicas) + 1;
  const room = connectionsOf(objects) - OTHER_CONNECTIONS;
  return most * pool <= room
    ? []
    : [`${most} PgBouncers of ${pool} connections are more than Postgres takes`];
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

/** Where a commit waits for a standby, one may be away and there must be another. */
function standbys(objects: readonly KubeObject[]): string[] {
  return objects
    .filter(({ kind, spec }) => kind === "Cluster" && (spec as unknown as Cluster).instances < 3)
    .map(({ metadata }) => `Cluster ${metadata.name}: without a second standby`);
}
