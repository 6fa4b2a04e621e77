import { z } from "zod";
import { LEAD_TIMES } from "../../../services/sessions/load-forecast.ts";
import { expressionFaults } from "../../platform/metrics/promql.ts";
import { type KubeObject, nameOf } from "../objects.ts";

const number = z.string().regex(/^\d+(\.\d+)?$/);
const boolean = z.enum(["true", "false"]);

/** Minute, hour, day, month, day of the week. */
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
}, "is no time of cron");

function isWithin(field: string, index: number): boolean {
  const [least, most] = CRON_BOUNDS[index]!;
  const numbers = field.match(/\d+/g) ?? [];
  return /^[\d*,/-]+$/.test(field) && numbers.every((one) => Number(one) >= least && Number(one) <= most);
}

const timezone = z
  .string()
  .refine((zone) => Intl.supportedValuesOf("timeZone").includes(zone), "is no time zone");

/** The metadata of KEDA's scalers, as its reference for 2.18 has them; only those that are used here. */
const METADATA = {
  prometheus: z.strictObject({
    serverAddress: z.url(),
    query: z.string().min(1),
    threshold: number,
    activationThreshold: number.optional(),
    ignoreNullValues: boolean.optional(),
  }),
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
      "has not as many dimensions as values of them",
    ),
};

interface Trigger {
  type: string;
  metricType?: string;
  metadata: Record<string, string>;
}
interface Scaled {
  minReplicaCount: number;
  maxReplicaCount: number;
  fallback?: { replicas: number; behavior?: string };
  advanced?: { horizontalPodAutoscalerConfig?: { behavior?: { scaleDown?: Pace; scaleUp?: Pace } } };
  triggers: Trigger[];
}
interface Pace {
  stabilizationWindowSeconds?: number;
}

/** What is wrong with how a kind of node scales: metadata of triggers, metrics that nobody exposes, bounds, pace. */
export function checkTriggers(objects: readonly KubeObject[]): string[] {
  return objects
    .filter(({ kind }) => kind === "ScaledObject")
    .flatMap((object) => {
      const scaled = object.spec as unknown as Scaled;
      return [
        ...bounds(scaled),
        ...pace(scaled),
        ...ahead(scaled),
        ...scaled.triggers.flatMap((trigger) => faultsOf(trigger, object.metadata.namespace)),
      ].map((fault) => `${nameOf(object)}: ${fault}`);
    });
}

function bounds({ minReplicaCount: least, maxReplicaCount: most, fallback }: Scaled): string[] {
  const within = fallback && fallback.replicas >= least && fallback.replicas <= most;
  return [
    ...(within ? [] : ["its fall-back is not between its least and its most"]),
    ...(fallback?.behavior === "currentReplicasIfHigher" ? [] : ["its fall-back may take nodes away"]),
    ...(least >= 2 ? [] : ["one of it may be all there is"]),
  ];
}

/** The longest window that there is before anything goes, and none before anything comes. */
function pace({ advanced }: Scaled): string[] {
  const { scaleUp, scaleDown } = advanced?.horizontalPodAutoscalerConfig?.behavior ?? {};
  return [
    ...(scaleUp?.stabilizationWindowSeconds === 0 ? [] : ["waits before it grows"]),
    ...(scaleDown?.stabilizationWindowSeconds === 3600 ? [] : ["shrinks in the pauses of a session"]),
  ];
}

/** Each kind stands ready for those who are expected; and not to know of any is not to expect none. */
function ahead({ triggers }: Scaled): string[] {
  const scheduled = triggers.filter(({ metadata }) => metadata.query?.includes("stampede_scheduled_players"));
  if (scheduled.length !== 1) return ["does not stand ready for scheduled sessions"];
  return scheduled[0]!.metadata.ignoreNullValues === "false" ? [] : ["takes what is unknown for nobody"];
}

function faultsOf({ type, metricType, metadata }: Trigger, namespace: string | undefined): string[] {
  const schema = METADATA[type as keyof typeof METADATA];
  if (!schema) return [`there is no schema of the trigger ${type}`];
  const read = schema.safeParse(metadata);
  const { query } = metadata;
  return [
    ...(read.success ? [] : [`${type}: ${z.prettifyError(read.error)}`]),
    ...(type === "cron" || metricType === "Value" || metricType === "AverageValue"
      ? []
      : [`${type}: says nothing of what its number is of`]),
    ...(query === undefined ? [] : [...expressionFaults(query), ...selected(query, namespace)]),
  ];
}

/** What a query selects by is there: its own namespace's series, and a time ahead that sessions nodes tell. */
function selected(query: string, namespace: string | undefined): string[] {
  const selectors = query.match(/\b(?:stampede|process|nodejs)_\w+(\{[^}]*\})?/g) ?? [];
  const leads = [...query.matchAll(/lead="([^"]*)"/g)].map(([, lead]) => lead!);
  return [
    ...selectors
      .filter((one) => !one.includes(`namespace="${namespace}"`))
      .map((one) => `${one} is not of its own namespace`),
    ...leads.filter((lead) => !(lead in LEAD_TIMES)).map((lead) => `nobody tells what is ${lead} ahead`),
  ];
}
