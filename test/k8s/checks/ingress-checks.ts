import { z } from "zod";
import { type KubeObject, workloads } from "../objects.ts";

/** How long a gateway keeps a silent connection (api.service.ts), and how often a stream says something, in s. */
const KEEP_ALIVE_S = 75;
const STREAM_SPEAKS_S = 15;

const PREFIX = "alb.ingress.kubernetes.io/";
const seconds = z.string().regex(/^\d+$/).transform(Number);
/** `name=value` pairs with commas between. */
const attributes = z
  .string()
  .regex(/^[\w.]+=[\w]+(,[\w.]+=[\w]+)*$/)
  .transform((text) => Object.fromEntries(text.split(",").map((pair) => pair.split("="))));

/** The AWS Load Balancer Controller's annotations, as its guide has them; only those that are used here. */
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

/** What is wrong between AWS' load balancer and the gateways behind it: names of settings, and times. */
export function checkIngress(objects: readonly KubeObject[]): string[] {
  const grace = workloads(objects).find(({ name }) => name === "Deployment api")?.pod
    .terminationGracePeriodSeconds;
  return objects
    .filter(
      ({ kind, spec }) =>
        kind === "Ingress" && (spec as { ingressClassName?: string }).ingressClassName === "alb",
    )
    .flatMap(({ metadata: { annotations = {} } }) => {
      const own = Object.entries(annotations).filter(([name]) => name.startsWith(PREFIX));
      const read = ANNOTATIONS.safeParse(
        Object.fromEntries(own.map(([name, value]) => [name.slice(PREFIX.length), value])),
      );
      return read.success ? timing(read.data, grace ?? 30) : [z.prettifyError(read.error)];
    })
    .map((fault) => `Ingress api: ${fault}`);
}

function timing(read: z.output<typeof ANNOTATIONS>, graceS: number): string[] {
  const idleS = Number(read["load-balancer-attributes"]["idle_timeout.timeout_seconds"]);
  const leavesS = Number(read["target-group-attributes"]["deregistration_delay.timeout_seconds"]);
  const rules: [kept: boolean, rule: string][] = [
    [
      read["healthcheck-timeout-seconds"] < read["healthcheck-interval-seconds"],
      "its checks overtake each other",
    ],
    [leavesS < graceS, "a gateway ends before its connections are let go"],
    [idleS < KEEP_ALIVE_S, "a gateway closes connections that the load balancer would still use"],
    [idleS > 2 * STREAM_SPEAKS_S, "a stream that is silent for a moment is cut off"],
  ];
  return rules.filter(([kept]) => !kept).map(([, rule]) => rule);
}
