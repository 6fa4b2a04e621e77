import type { KubeObject } from "../objects.ts";
import { find, type Mutation } from "./mutate.ts";

const PREFIX = "alb.ingress.kubernetes.io/";
const annotations = (all: KubeObject[]) => find(all, "Ingress", "api").metadata.annotations;

/** Mutations of the overlay `aws`. */
export const INGRESS: Mutation[] = [
  [
    "an unknown annotation of the load balancer",
    (all) => (annotations(all)[`${PREFIX}helthcheck-path`] = "/readyz"),
    /helthcheck-path/,
  ],
  [
    "a health check of liveness instead of readiness",
    (all) => (annotations(all)[`${PREFIX}healthcheck-path`] = "/healthz"),
    /readyz/,
  ],
  [
    "a drain longer than the grace period of a gateway",
    (all) =>
      (annotations(all)[`${PREFIX}target-group-attributes`] = "deregistration_delay.timeout_seconds=300"),
    /a gateway ends before its connections are drained/,
  ],
  [
    "a load balancer with a longer idle timeout than a gateway",
    (all) => (annotations(all)[`${PREFIX}load-balancer-attributes`] = "idle_timeout.timeout_seconds=120"),
    /a gateway closes idle connections before the load balancer does/,
  ],
  [
    "a load balancer that closes quiet streams",
    (all) => (annotations(all)[`${PREFIX}load-balancer-attributes`] = "idle_timeout.timeout_seconds=10"),
    /the load balancer closes a stream that is idle for a moment/,
  ],
  [
    "a CloudWatch trigger with too few dimension values",
    (all) => (find(all, "ScaledObject", "api").spec.triggers[0].metadata.dimensionValue = "app/one"),
    /the numbers of dimension names and values differ/,
  ],
];
