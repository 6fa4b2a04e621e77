import { type KubeObject, matches, workloads } from "./objects.ts";

interface Peer {
  podSelector?: { matchLabels?: Record<string, string> };
  namespaceSelector?: { matchLabels?: Record<string, string> };
}
interface Rule {
  from?: Peer[];
  to?: Peer[];
  ports?: { port: number | string }[];
}
interface Policy {
  podSelector: { matchLabels?: Record<string, string> };
  policyTypes: string[];
  ingress?: Rule[];
  egress?: Rule[];
}

/** Who must reach whom, by component, and on which port. */
const NEEDED: [from: string, to: string, port: number][] = [
  ...["api", "quiz", "sessions", "answers", "stats", "operator"].map(
    (kind) => [kind, "nats", 4222] as [string, string, number],
  ),
  ...["quiz", "sessions", "answers", "stats"].map(
    (kind) => [kind, "pgbouncer", 6432] as [string, string, number],
  ),
  ...["api", "quiz", "stats"].map((kind) => [kind, "redis", 6379] as [string, string, number]),
  ["pgbouncer", "postgres", 5432],
  ["migrations", "postgres", 5432],
  ["nats", "nats", 6222],
];

/** And who must not. */
const FORBIDDEN: [from: string, to: string, port: number][] = [
  ["api", "pgbouncer", 6432],
  ["api", "postgres", 5432],
  ["answers", "postgres", 5432],
  ["redis", "postgres", 5432],
  ["operator", "pgbouncer", 6432],
];

/** What the network policies forbid that is needed, and what they let through that is not. */
export function networkFaults(objects: readonly KubeObject[]): string[] {
  const policies = objects
    .filter(({ kind }) => kind === "NetworkPolicy")
    .map(({ spec }) => spec as unknown as Policy);
  const closed = policies.some(
    ({ podSelector, policyTypes, ingress, egress }) =>
      !podSelector.matchLabels && policyTypes.length === 2 && !ingress && !egress,
  );
  const labels = new Map(
    workloads(objects).map((workload) => [workload.labels["app.kubernetes.io/component"], workload.labels]),
  );
  if (!labels.has("postgres"))
    labels.set("postgres", { "app.kubernetes.io/component": "postgres", "stampede/role": "postgres" });
  const passes = ([from, to, port]: [string, string, number]) =>
    allows(policies, "egress", labels.get(from)!, labels.get(to)!, port) &&
    allows(policies, "ingress", labels.get(to)!, labels.get(from)!, port);
  const told = ([from, to, port]: [string, string, number]) => `${from} to ${to} on ${port}`;
  return [
    ...(closed ? [] : ["not everything is closed at first"]),
    ...NEEDED.filter((way) => !passes(way)).map((way) => `${told(way)} is needed and forbidden`),
    ...FORBIDDEN.filter((way) => passes(way)).map((way) => `${told(way)} is not needed and allowed`),
  ];
}

function allows(
  policies: readonly Policy[],
  way: "ingress" | "egress",
  own: Record<string, string>,
  other: Record<string, string>,
  port: number,
): boolean {
  return policies
    .filter(({ podSelector }) => matches(own, podSelector.matchLabels))
    .flatMap((policy) => policy[way] ?? [])
    .some(({ from, to, ports }) => {
      const peers = from ?? to;
      const isPeer =
        !peers ||
        peers.some((peer) => !peer.namespaceSelector && matches(other, peer.podSelector?.matchLabels));
      return isPeer && (!ports || ports.some((open) => open.port === port));
    });
}
