import { z } from "zod";
import { LEAD_TIMES } from "../../../services/sessions/load-forecast.ts";
import { findExpressionErrors } from "../../platform/metrics/promql.ts";
import { type KubeObject, nameOf } from "../objects.ts";

const number = z.string().regex(/^\d+(\.\d+)?$/);
const boolean = z.enum(["true", "false"]);

/** The minimum and maximum of minute, hour, day, month and day of the week. */
const CRON_BOUNDS = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 7],
] as const;
const cronTime = z.string().refine((time) => {
  const fields = time.split(" ");
  return fields.length === CRON_BOUNDS.length && fields.every((field, index) => isWithin(field, index));
}, "is not a cron schedule");

function isWithin(field: string, index: number): boolean {
  const [min, max] = CRON_BOUNDS[index]!;
  const numbers = field.match(/\d+/g) ?? [];
  return /^[\d*,/-]+$/.test(field) && numbers.every((one) => Number(one) >= min && Number(one) <= max);
}

const timezone = z
  .string()
  .refine((zone) => Intl.supportedValuesOf("timeZone").includes(zone), "is not a time zone");

/** The metadata of KEDA's scalers, from the reference of KEDA 2.18; only those used here. */
const METADATA = {
  prometheus: z.strictObject({
    serverAddress: z.url(),
    query: z.string().min(1),
    threshold: number,
    activationThreshold: number.optional(),
    ignoreNullValues: boolean.optional(),
  }),
  // A percentage of the CPU request.
  cpu: z.strictObject({ value: z.string().regex(/^[1-9]\d?$/) }),
  cron: z.strictObject({ timezone, start: cronTime, end: cronTime, desiredReplicas: number }),
  "aws-cloudwatch": z
    .strictObject({
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
    })
    .refine(
      ({ dimensionName, dimensionValue }) =>
        dimensionName.split(";").length === dimensionValue.split(";").length,
      "the numbers of dimension names and values differ",
    ),
};

interface Trigger {
  type: string;
  metricType?: string;
  metadata: Record<string, string>;
}
interface ScaledObjectSpec {
  minReplicaCount: number;
  maxReplicaCount: number;
  fallback?: { replicas: number; behavior?: string };
  advanced?: {
    horizontalPodAutoscalerConfig?: { behavior?: { scaleDown?: ScalingRules; scaleUp?: ScalingRules } };
  };
  triggers: Trigger[];
}
interface ScalingRules {
  stabilizationWindowSeconds?: number;
}

/**
 * Problems with the scaling of a kind of node: trigger metadata, unknown metrics, replica counts, stabilization
 * windows.
 */
export function checkTriggers(objects: readonly KubeObject[]): string[] {
  return objects
    .filter(({ kind }) => kind === "ScaledObject")
    .flatMap((object) => {
      const scaled = object.spec as unknown as ScaledObjectSpec;
      return [
        ...replicaCountProblems(scaled),
        ...behaviourProblems(scaled),
        ...forecastProblems(scaled),
        ...scaled.triggers.flatMap((trigger) => triggerProblems(trigger, object.metadata.namespace)),
      ].map((problem) => `${nameOf(object)}: ${problem}`);
    });
}

function replicaCountProblems({
  minReplicaCount: min,
  maxReplicaCount: max,
  fallback,
}: ScaledObjectSpec): string[] {
  const isWithinCounts = fallback && fallback.replicas >= min && fallback.replicas <= max;
  return [
    ...(isWithinCounts ? [] : ["fallback is not between minReplicaCount and maxReplicaCount"]),
    ...(fallback?.behavior === "currentReplicasIfHigher" ? [] : ["fallback can remove nodes"]),
    ...(min >= 2 ? [] : ["minReplicaCount is less than 2"]),
  ];
}

/** Scaling down must wait for the longest stabilization window that Kubernetes allows, scaling up must not wait. */
function behaviourProblems({ advanced }: ScaledObjectSpec): string[] {
  const { scaleUp, scaleDown } = advanced?.horizontalPodAutoscalerConfig?.behavior ?? {};
  return [
    ...(scaleUp?.stabilizationWindowSeconds === 0 ? [] : ["waits before it scales up"]),
    ...(scaleDown?.stabilizationWindowSeconds === 3600 ? [] : ["scales down during the pauses of a session"]),
  ];
}

/** Each kind must scale for the expected players in advance. A missing forecast must not count as zero players. */
function forecastProblems({ triggers }: ScaledObjectSpec): string[] {
  const scheduled = triggers.filter(({ metadata }) => metadata.query?.includes("stampede_scheduled_players"));
  if (scheduled.length !== 1) return ["does not scale in advance for scheduled sessions"];
  return scheduled[0]!.metadata.ignoreNullValues === "false"
    ? []
    : ["treats a missing forecast as zero players"];
}

function triggerProblems({ type, metricType, metadata }: Trigger, namespace: string | undefined): string[] {
  const schema = METADATA[type as keyof typeof METADATA];
  if (!schema) return [`no schema for the trigger ${type}`];
  const parsed = schema.safeParse(metadata);
  const { query } = metadata;
  return [
    ...(parsed.success ? [] : [`${type}: ${z.prettifyError(parsed.error)}`]),
    ...metricTypeProblems(type, metricType),
    ...(query === undefined ? [] : [...findExpressionErrors(query), ...selectorProblems(query, namespace)]),
  ];
}

function metricTypeProblems(type: string, metricType: string | undefined): string[] {
  if (type === "cron") return [];
  const allowed = type === "cpu" ? ["Utilization"] : ["Value", "AverageValue"];
  return metricType !== undefined && allowed.includes(metricType)
    ? []
    : [`${type}: metricType is not ${allowed.join(" or ")}`];
}

/** A query must select the series of its own namespace, and a lead time that sessions nodes publish. */
function selectorProblems(query: string, namespace: string | undefined): string[] {
  const selectors = query.match(/\b(?:stampede|process|nodejs)_\w+(\{[^}]*\})?/g) ?? [];
  const leadTimes = [...query.matchAll(/lead="([^"]*)"/g)].map(([, lead]) => lead!);
  return [
    ...selectors
      .filter((one) => !one.includes(`namespace="${namespace}"`))
      .map((one) => `${one} does not select its own namespace`),
    ...leadTimes
      .filter((lead) => !(lead in LEAD_TIMES))
      .map((lead) => `no sessions node publishes a forecast with the lead ${lead}`),
  ];
}
