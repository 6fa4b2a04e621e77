import type { KubeObject } from "../objects.ts";
import { find, type Mutation } from "./mutate.ts";

const PREFIX = "alb.ingress.kubernetes.io/";
const annotations = (all: KubeObject[]) => find(all, "Ingress", "api").metadata.annotations;

/** Into what the overlay `aws` builds. */
export const INGRESS: Mutation[] = [
  [
    "a setting of the load balancer that is none",
    (all) => (annotations(all)[`${PREFIX}helthcheck-path`] = "/readyz"),
    /helthcheck-path/,
  ],
  [
    "a load balancer that asks who lives, not who can serve",
    (all) => (annotations(all)[`${PREFIX}healthcheck-path`] = "/healthz"),
    /readyz/,
  ],
  [
    "connections that outlast their gateway",
    (all) =>
      (annotations(all)[`${PREFIX}target-group-attributes`] = "deregistration_delay.timeout_seconds=300"),
    /a gateway ends before its connections are let go/,
  ],
  [
    "a load balancer that is more patient than a gateway",
    (all) => (annotations(all)[`${PREFIX}load-balancer-attributes`] = "idle_timeout.timeout_seconds=120"),
    /a gateway closes connections that the load balancer would still use/,
  ],
  [
    "a load balancer that cuts streams off",
    (all) => (annotations(all)[`${PREFIX}load-balancer-attributes`] = "idle_timeout.timeout_seconds=10"),
    /a stream that is silent for a moment is cut off/,
  ],
  [
    "a count of the load balancer by too few dimensions",
    (all) => (find(all, "ScaledObject", "api").spec.triggers[0].metadata.dimensionValue = "app/one"),
    /has not as many dimensions as values of them/,
  ],
];
