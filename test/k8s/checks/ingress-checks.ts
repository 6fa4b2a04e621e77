import { z } from "zod";
import { type KubeObject, workloads } from "../objects.ts";

/**
 * How long a gateway keeps an idle connection (api.service.ts), and how often a stream sends at least a comment, in s.
 */
const KEEP_ALIVE_S = 75;
const STREAM_COMMENT_S = 15;

const PREFIX = "alb.ingress.kubernetes.io/";
const seconds = z.string().regex(/^\d+$/).transform(Number);
/** `name=value` pairs, separated by commas. */
const attributes = z
  .string()
  .regex(/^[\w.]+=[\w]+(,[\w.]+=[\w]+)*$/)
  .transform((text) => Object.fromEntries(text.split(",").map((pair) => pair.split("="))));

/** The annotations of the AWS Load Balancer Controller, from its guide; only those used here. */
const ANNOTATIONS = z.strictObject({
  scheme: z.literal("internet-facing"),
  "target-type": z.literal("ip"),
  "listen-ports": z.string().transform((text) => JSON.parse(text) as object[]),
  "ssl-redirect": z.literal("443"),
  "certificate-arn": z.string().startsWith("arn:aws:acm:"),
  "healthcheck-path": z.literal("/readyz"),
  "healthcheck-interval-seconds": seconds,
  "healthcheck-timeout-seconds": seconds,
  "healthy-threshold-count": seconds,
  "unhealthy-threshold-count": seconds,
  "target-group-attributes": attributes,
  "load-balancer-attributes": attributes,
});

/** How long a gateway may take to stop, in s. */
export function gracePeriodOf(objects: readonly KubeObject[]): number {
  const gateway = workloads(objects).find(({ name }) => name === "Deployment api");
  return gateway?.pod.terminationGracePeriodSeconds ?? 30;
}

/** Problems between the AWS load balancer and the gateways behind it: names of annotations, and times. */
export function checkIngress(objects: readonly KubeObject[]): string[] {
  return objects
    .filter(
      ({ kind, spec }) =>
        kind === "Ingress" && (spec as { ingressClassName?: string }).ingressClassName === "alb",
    )
    .flatMap(({ metadata: { annotations = {} } }) => {
      const albAnnotations = Object.entries(annotations).filter(([name]) => name.startsWith(PREFIX));
      const parsed = ANNOTATIONS.safeParse(
        Object.fromEntries(albAnnotations.map(([name, value]) => [name.slice(PREFIX.length), value])),
      );
      return parsed.success
        ? timingProblems(parsed.data, gracePeriodOf(objects))
        : [z.prettifyError(parsed.error)];
    })
    .map((problem) => `Ingress api: ${problem}`);
}

function timingProblems(annotations: z.output<typeof ANNOTATIONS>, graceS: number): string[] {
  const idleS = Number(annotations["load-balancer-attributes"]["idle_timeout.timeout_seconds"]);
  const drainS = Number(annotations["target-group-attributes"]["deregistration_delay.timeout_seconds"]);
  const algorithm = annotations["target-group-attributes"]["load_balancing.algorithm.type"];
  const slowStartS = Number(annotations["target-group-attributes"]["slow_start.duration_seconds"]);
  const rules: [isMet: boolean, problem: string][] = [
    [
      annotations["healthcheck-timeout-seconds"] < annotations["healthcheck-interval-seconds"],
      "a health check takes longer than the interval between two",
    ],
    [drainS < graceS, "a gateway ends before its connections are drained"],
    [idleS < KEEP_ALIVE_S, "a gateway closes idle connections before the load balancer does"],
    [idleS > 2 * STREAM_COMMENT_S, "the load balancer closes a stream that is idle for a moment"],
    // Open streams count as outstanding requests: with that algorithm a new gateway would get all of them.
    [
      algorithm === "round_robin",
      "a new gateway gets every request until it has as many streams as the others",
    ],
    // The controller refuses less than 30 s, and more than 900 s.
    [slowStartS >= 30 && slowStartS <= 900, "a new gateway gets its full share at once"],
  ];
  return rules.filter(([isMet]) => !isMet).map(([, problem]) => problem);
}
