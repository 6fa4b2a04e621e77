import { z } from "zod";
import { faultOf, usesOf } from "../metrics/uses.ts";
import { type KubeObject, nameOf } from "./objects.ts";

const number = z.string().regex(/^\d+(\.\d+)?$/);
const cronTime = z.string().regex(/^([\d*,/-]+ ){4}[\d*,/-]+$/);

/** The metadata of KEDA's scalers, as its reference for 2.18 has them; only those that are used here. */
const METADATA = {
  prometheus: z.strictObject({
    serverAddress: z.url(),
    query: z.string().min(1),
    threshold: number,
    activationThreshold: number.optional(),
    ignoreNullValues: z.enum(["true", "false"]).optional(),
  }),
  cron: z.strictObject({ timezone: z.string(), start: cronTime, end: cronTime, desiredReplicas: number }),
  "aws-cloudwatch": z.strictObject({
    namespace: z.string(),
    metricName: z.string(),
    dimensionName: z.string(),
    dimensionValue: z.string(),
    awsRegion: z.string().regex(/^[a-z]+(-[a-z]+)+-\d$/),
    metricStat: z.string(),
    metricStatPeriod: number,
    metricCollectionTime: number,
    targetMetricValue: number,
    minMetricValue: number,
  }),
};

interface Scaled {
  minReplicaCount: number;
  maxReplicaCount: number;
  fallback?: { replicas: number };
  triggers: { type: string; metadata: Record<string, string> }[];
}

/** What is wrong with how a kind of node scales: metadata of triggers, metrics that nobody exposes, bounds. */
export function triggerFaults(objects: readonly KubeObject[]): string[] {
  return objects
    .filter(({ kind }) => kind === "ScaledObject")
    .flatMap((object) => {
      const {
        triggers,
        fallback,
        minReplicaCount: least,
        maxReplicaCount: most,
      } = object.spec as unknown as Scaled;
      const within = fallback && fallback.replicas >= least && fallback.replicas <= most;
      const faults = within ? [] : ["its fall-back is not between its least and its most"];
      return [...faults, ...triggers.flatMap(({ type, metadata }) => faultsOf(type, metadata))].map(
        (fault) => `${nameOf(object)}: ${fault}`,
      );
    });
}

function faultsOf(type: string, metadata: Record<string, string>): string[] {
  const schema = METADATA[type as keyof typeof METADATA];
  if (!schema) return [`there is no schema of the trigger ${type}`];
  const read = schema.safeParse(metadata);
  const faults = read.success ? [] : [`${type}: ${z.prettifyError(read.error)}`];
  return [...faults, ...usesOf(metadata.query ?? "").flatMap((use) => faultOf(use) ?? [])];
}
