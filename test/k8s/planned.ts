import { STREAMS_MAX } from "../../bench/capacity/behaviour.ts";
import { type Demand, type Plan, plan } from "../../bench/capacity/model.ts";
import type { Part } from "../../bench/capacity/parts.ts";
import type { CapacityResult } from "../../bench/capacity/text.ts";
import { type KubeObject, readText } from "./objects.ts";

export const MILLION = 1_000_000;

/** The kinds of node and the servers, by the names of the capacity model. */
export const WORKLOADS = {
  gateway: { kind: "Deployment", name: "api" },
  answers: { kind: "Deployment", name: "answers" },
  stats: { kind: "Deployment", name: "stats" },
  sessions: { kind: "Deployment", name: "sessions" },
  quiz: { kind: "Deployment", name: "quiz" },
  Postgres: { kind: "Cluster", name: "postgres" },
  PgBouncer: { kind: "Deployment", name: "pgbouncer" },
  NATS: { kind: "StatefulSet", name: "nats" },
  Redis: { kind: "Deployment", name: "redis" },
} as const satisfies Record<Part, { kind: string; name: string }>;

export interface Trigger {
  type: string;
  metricType?: string;
  metadata: Record<string, string>;
}

interface Scaling {
  scaleTargetRef: { name: string };
  minReplicaCount: number;
  maxReplicaCount: number;
  triggers: Trigger[];
}

/** What an overlay runs of a part before a session opens with a million expected players. */
export interface Provided {
  processes: number;
  /** The requests of one process. */
  millicores: number;
  memoryMiB: number;
  /** Of one process; NaN if there is none. */
  memoryLimitMiB: number;
  hasCpuLimit: boolean;
}

/** The plan of docs/capacity.md for a million players. @param demand what differs from it */
export function savedPlan(demand: Partial<Demand> = {}): Plan {
  const { costs, streamBytes }: CapacityResult = JSON.parse(readText("bench/results/capacity.json"));
  return plan(costs, { players: MILLION, seconds: 10, ...demand }, streamBytes);
}

export function scalingOf(objects: readonly KubeObject[], name: string): Scaling | undefined {
  return objects
    .filter(({ kind }) => kind === "ScaledObject")
    .map(({ spec }) => spec as unknown as Scaling)
    .find(({ scaleTargetRef }) => scaleTargetRef.name === name);
}

/** The expected players of one node of this kind, by which it is started ahead. */
export function expectedPlayersPerNode({ triggers }: Scaling): number {
  const forecast = triggers.find(({ metadata }) => metadata.query?.includes("stampede_scheduled_players"));
  return Number(forecast?.metadata.threshold);
}

interface Resources {
  requests: { cpu: string; memory: string };
  limits: { cpu?: string; memory?: string };
}

/** @throws Error if the overlay has no such workload */
export function providedOf(objects: readonly KubeObject[], part: Part): Provided {
  const { kind, name } = WORKLOADS[part];
  const object = objects.find((one) => one.kind === kind && one.metadata.name === name);
  if (!object) throw new Error(`There is no ${kind} ${name}`);
  const { instances, resources } = object.spec as unknown as { instances?: number; resources?: Resources };
  const { requests, limits } = (resources ??
    object.spec.template?.spec.containers[0]?.resources) as unknown as Resources;
  return {
    processes: instances ?? scheduledReplicas(objects, name) ?? object.spec.replicas ?? 1,
    millicores: millicores(requests.cpu),
    memoryMiB: mebibytes(requests.memory),
    memoryLimitMiB: mebibytes(limits.memory ?? ""),
    hasCpuLimit: limits.cpu !== undefined,
  };
}

/** The replicas before the start of a session with a million expected players; undefined if nothing scales it. */
function scheduledReplicas(objects: readonly KubeObject[], name: string): number | undefined {
  const scaling = scalingOf(objects, name);
  if (!scaling) return undefined;
  const replicas = Math.ceil(MILLION / expectedPlayersPerNode(scaling));
  return Math.min(scaling.maxReplicaCount, Math.max(scaling.minReplicaCount, replicas));
}

function millicores(cpu: string): number {
  return cpu.endsWith("m") ? Number(cpu.slice(0, -1)) : Number(cpu) * 1000;
}

function mebibytes(memory: string): number {
  const [, amount, unit] = /^(\d+)(Mi|Gi)$/.exec(memory) ?? [];
  return Number(amount ?? Number.NaN) * (unit === "Gi" ? 1024 : 1);
}

/** Whether the gateways of two zones of three can hold the streams of a million players. */
export function survivesAZone(gateways: number): boolean {
  return Math.floor((gateways * 2) / 3) * STREAMS_MAX >= MILLION;
}
