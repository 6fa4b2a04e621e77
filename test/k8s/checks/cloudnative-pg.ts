import type { KubeObject } from "../objects.ts";

/** The Jobs by which CloudNativePG creates, copies and restores an instance (its `pkg/specs/jobs.go`, release 1.30). */
const JOB_ROLES = ["initdb", "join", "full-recovery", "snapshot-recovery", "pgbasebackup"];

/** The ports of an instance. */
const PORTS = [
  { name: "postgresql", containerPort: 5432 },
  { name: "metrics", containerPort: 9187 },
  { name: "status", containerPort: 8000 },
];

export interface PostgresPod {
  name: string;
  labels: Record<string, string>;
  ports: typeof PORTS;
  isJob: boolean;
}

/**
 * The pods that CloudNativePG creates for the first Cluster of `objects`: an instance, and one of each Job. Only an
 * instance inherits the labels of `inheritedMetadata`; the operator's own labels are on all.
 */
export function postgresPods(objects: readonly KubeObject[]): PostgresPod[] {
  const cluster = objects.find(({ kind }) => kind === "Cluster");
  if (!cluster) return [];
  const { inheritedMetadata } = cluster.spec as { inheritedMetadata?: { labels?: Record<string, string> } };
  const own = {
    "cnpg.io/cluster": cluster.metadata.name,
    "cnpg.io/instanceName": `${cluster.metadata.name}-1`,
    "app.kubernetes.io/component": "database",
    "app.kubernetes.io/managed-by": "cloudnative-pg",
  };
  return [
    {
      name: "postgres",
      labels: { ...inheritedMetadata?.labels, ...own, "cnpg.io/podRole": "instance" },
      ports: PORTS,
      isJob: false,
    },
    ...JOB_ROLES.map((role) => ({
      name: `postgres-${role}`,
      labels: { ...own, "cnpg.io/jobRole": role },
      ports: [],
      isJob: true,
    })),
  ];
}
