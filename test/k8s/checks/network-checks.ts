import { componentOf, KINDS, type KubeObject, workloads } from "../objects.ts";
import { postgresPods } from "./cloudnative-pg.ts";
import { type Connection, type Endpoint, Network } from "./network.ts";

/**
 * Endpoints outside the namespace: a public address, Google's health checks, the DNS cache of the machine, and pods of
 * other namespaces.
 */
const OUTSIDE: Endpoint[] = [
  { name: "the internet", address: "203.0.113.7" },
  { name: "Google's health checks", address: "35.191.4.2" },
  { name: "the DNS cache", address: "169.254.20.10" },
  ...["kube-system", "monitoring", "cnpg-system", "observability", "another"].map((namespace) => ({
    name: namespace,
    namespace,
    labels: {},
  })),
];
/** Where pods resolve names. */
const DNS_SERVERS = ["kube-system", "the DNS cache"];
/**
 * The pod for operators has the label of a node, so the policies treat it as one, although it listens on no port and
 * sends no traces.
 */
const NODES = [...KINDS, "operator"];
const PORTS = [
  53, 443, 3000, 3001, 3030, 4222, 4318, 5432, 6222, 6379, 6432, 6443, 7777, 8000, 8222, 9127, 9187,
];

/**
 * All connections that the product needs; every other must be forbidden. The probes of the kubelet come from the
 * machine itself, and no policy applies to them.
 */
function requiredConnections(
  components: readonly string[],
  has: { postgresJobs: readonly string[]; traces: boolean; exporters: boolean; googleHealthChecks: boolean },
): Connection[] {
  const toOutside = (from: string, port: number) =>
    OUTSIDE.map((to): Connection => ({ from, to: to.name, port, protocol: "TCP" }));
  const tcp = (from: string, to: string, port: number): Connection => ({ from, to, port, protocol: "TCP" });
  const nameLookups = components.flatMap((from) =>
    DNS_SERVERS.flatMap((to) =>
      (["UDP", "TCP"] as const).map((protocol): Connection => ({ from, to, port: 53, protocol })),
    ),
  );
  return [
    ...nameLookups,
    ...NODES.map((kind) => tcp(kind, "nats", 4222)),
    ...["quiz", "sessions", "answers", "stats"].map((kind) => tcp(kind, "pgbouncer", 6432)),
    ...["api", "quiz", "stats"].map((kind) => tcp(kind, "redis", 6379)),
    ...NODES.map((kind) => tcp("monitoring", kind, 3030)),
    tcp("pgbouncer", "postgres", 5432),
    tcp("migrations", "postgres", 5432),
    tcp("nats", "nats", 6222),
    // Players connect through ingress controllers, or load balancers that connect directly to pods, so from anywhere.
    ...OUTSIDE.map(({ name }) => tcp(name, "api", 3000)),
    // The keys of an OpenID provider, which can be anywhere.
    ...toOutside("api", 443),
    ...(has.postgresJobs.length > 0 ? cloudNativePg(tcp, toOutside, has.postgresJobs) : []),
    ...(has.exporters ? [tcp("monitoring", "pgbouncer", 9127), tcp("monitoring", "nats", 7777)] : []),
    ...(has.googleHealthChecks ? [tcp("Google's health checks", "api", 3001)] : []),
    ...(has.traces ? NODES.map((kind) => tcp(kind, "observability", 4318)) : []),
  ];
}

/**
 * What CloudNativePG, its instances and the pods of its Jobs need: each other, the Kubernetes API and the backup store.
 * A Job's pod reports to the Kubernetes API; one that joins copies the primary, one that restores reads the store.
 */
function cloudNativePg(
  tcp: (from: string, to: string, port: number) => Connection,
  toOutside: (from: string, port: number) => Connection[],
  jobs: readonly string[],
): Connection[] {
  const pods = ["postgres", ...jobs];
  return pods.flatMap((pod) => [
    ...pods.flatMap((other) => [tcp(pod, other, 5432), tcp(pod, other, 8000)]),
    // One policy is for all pods of a Postgres, so the operator and the monitoring may reach those of the Jobs too.
    tcp("cnpg-system", pod, 5432),
    tcp("cnpg-system", pod, 8000),
    tcp("monitoring", pod, 9187),
    ...toOutside(pod, 443),
    ...toOutside(pod, 6443),
  ]);
}

/** Connections that the network policies allow although they are not needed, or forbid although they are needed. */
export function checkNetwork(objects: readonly KubeObject[]): string[] {
  const pods = workloads(objects).map(
    ({ labels }): Endpoint => ({
      name: componentOf(labels),
      namespace: "stampede",
      labels,
    }),
  );
  const postgres = postgresPods(objects);
  pods.push(...postgres.map(({ name, labels }): Endpoint => ({ name, namespace: "stampede", labels })));
  const postgresJobs = postgres.filter(({ isJob }) => isJob).map(({ name }) => name);
  const hasTraces = objects.some(({ metadata }) => metadata.name === "traces");
  const exporters = objects.some(({ metadata }) => metadata.name === "exporters");
  const googleHealthChecks = objects.some(({ kind }) => kind === "BackendConfig");
  const keyOf = ({ from, to, port, protocol }: Connection) => `${from} to ${to} on ${port} (${protocol})`;
  const components = pods.map(({ name }) => name);
  const required = new Set(
    requiredConnections(components, { postgresJobs, traces: hasTraces, exporters, googleHealthChecks }).map(
      keyOf,
    ),
  );
  const network = new Network(objects);
  const problems = allConnections(pods).flatMap(([from, to, port, protocol]) => {
    const key = keyOf({ from: from.name, to: to.name, port, protocol });
    const isAllowed = network.allows(from, to, port, protocol);
    if (isAllowed === required.has(key)) return [];
    return [isAllowed ? `${key} is allowed but not needed` : `${key} is needed but forbidden`];
  });
  return network.deniesByDefault ? problems : [...problems, "no policy denies everything by default"];
}

function allConnections(pods: readonly Endpoint[]): [Endpoint, Endpoint, number, Connection["protocol"]][] {
  const endpoints = [...pods, ...OUTSIDE];
  const pairs = endpoints.flatMap((from) =>
    endpoints.filter((to) => pods.includes(from) || pods.includes(to)).map((to) => [from, to] as const),
  );
  return pairs.flatMap(([from, to]) => [
    ...PORTS.map((port): [Endpoint, Endpoint, number, "TCP"] => [from, to, port, "TCP"]),
    [from, to, 53, "UDP"] as [Endpoint, Endpoint, number, "UDP"],
  ]);
}
