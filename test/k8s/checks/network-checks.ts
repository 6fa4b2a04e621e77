import { componentOf, KINDS, type KubeObject, workloads } from "../objects.ts";
import { Network, type Place, type Way } from "./network.ts";

/** Who is not of the namespace: an address of the world, and pods of other namespaces. */
const OUTSIDE: Place[] = [
  { name: "the world", address: "203.0.113.7" },
  { name: "the machine's cache of names", address: "169.254.20.10" },
  ...["kube-system", "monitoring", "cnpg-system", "observability", "another"].map((namespace) => ({
    name: namespace,
    namespace,
    labels: {},
  })),
];
const NAMES = ["kube-system", "the machine's cache of names"];
/** The operators' pod has the label of a node, but listens on nothing and traces nothing. */
const NODES = [...KINDS, "operator"];
const PORTS = [53, 443, 3000, 3001, 3030, 4222, 4318, 5432, 6222, 6379, 6432, 6443, 8000, 8222, 9187];

/**
 * Who must reach whom, on which port; everything else must be closed. The kubelet's probes come from the machine
 * itself, which no policy keeps out.
 */
function needed(components: readonly string[], has: { operator: boolean; traces: boolean }): Way[] {
  const toAll = (from: string, port: number) =>
    OUTSIDE.map((to): Way => ({ from, to: to.name, port, protocol: "TCP" }));
  const way = (from: string, to: string, port: number): Way => ({ from, to, port, protocol: "TCP" });
  const names = components.flatMap((from) =>
    NAMES.flatMap((to) =>
      (["UDP", "TCP"] as const).map((protocol): Way => ({ from, to, port: 53, protocol })),
    ),
  );
  return [
    ...names,
    ...NODES.map((kind) => way(kind, "nats", 4222)),
    ...["quiz", "sessions", "answers", "stats"].map((kind) => way(kind, "pgbouncer", 6432)),
    ...["api", "quiz", "stats"].map((kind) => way(kind, "redis", 6379)),
    ...NODES.map((kind) => way("monitoring", kind, 3030)),
    way("pgbouncer", "postgres", 5432),
    way("migrations", "postgres", 5432),
    way("nats", "nats", 6222),
    // Players come from anywhere: through load balancers that go straight to pods, and ingress controllers.
    ...OUTSIDE.map(({ name }) => way(name, "api", 3000)),
    // The keys of an OpenID provider, wherever it is.
    ...toAll("api", 443),
    ...(has.operator ? cloudNativePg(way, toAll) : []),
    ...(has.traces ? NODES.map((kind) => way(kind, "observability", 4318)) : []),
  ];
}

/** What the operator of Postgres and its instances need: each other, the Kubernetes API, the backups' store. */
function cloudNativePg(
  way: (from: string, to: string, port: number) => Way,
  toAll: (from: string, port: number) => Way[],
): Way[] {
  return [
    way("postgres", "postgres", 5432),
    way("postgres", "postgres", 8000),
    way("cnpg-system", "postgres", 5432),
    way("cnpg-system", "postgres", 8000),
    way("monitoring", "postgres", 9187),
    ...toAll("postgres", 443),
    ...toAll("postgres", 6443),
  ];
}

/** What the network policies forbid that is needed, and what they let through that is not. */
export function checkNetwork(objects: readonly KubeObject[]): string[] {
  const inside = workloads(objects).map(
    ({ labels }): Place => ({
      name: componentOf(labels),
      namespace: "stampede",
      labels,
    }),
  );
  const hasOperator = objects.some(({ kind }) => kind === "Cluster");
  if (hasOperator) {
    const labels = { "app.kubernetes.io/component": "postgres", "stampede/role": "postgres" };
    inside.push({ name: "postgres", namespace: "stampede", labels });
  }
  const hasTraces = objects.some(({ metadata }) => metadata.name === "traces");
  const told = ({ from, to, port, protocol }: Way) => `${from} to ${to} on ${port} (${protocol})`;
  const components = inside.map(({ name }) => name);
  const wanted = new Set(needed(components, { operator: hasOperator, traces: hasTraces }).map(told));
  const network = new Network(objects);
  const faults = everyWay(inside).flatMap(([from, to, port, protocol]) => {
    const way = told({ from: from.name, to: to.name, port, protocol });
    const open = network.isOpen(from, to, port, protocol);
    if (open === wanted.has(way)) return [];
    return [open ? `${way} is not needed and allowed` : `${way} is needed and forbidden`];
  });
  return network.isClosedAtFirst ? faults : [...faults, "not everything is closed at first"];
}

function everyWay(inside: readonly Place[]): [Place, Place, number, Way["protocol"]][] {
  const all = [...inside, ...OUTSIDE];
  const pairs = all.flatMap((from) =>
    all.filter((to) => inside.includes(from) || inside.includes(to)).map((to) => [from, to] as const),
  );
  return pairs.flatMap(([from, to]) => [
    ...PORTS.map((port): [Place, Place, number, "TCP"] => [from, to, port, "TCP"]),
    [from, to, 53, "UDP"] as [Place, Place, number, "UDP"],
  ]);
}
