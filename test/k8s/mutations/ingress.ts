import type { KubeObject } from "../objects.ts";
import { find, type Mutation, remove, variable } from "./mutate.ts";

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
    "a load balancer that prefers gateways without streams",
    (all) =>
      (annotations(all)[`${PREFIX}target-group-attributes`] =
        "deregistration_delay.timeout_seconds=30,load_balancing.algorithm.type=least_outstanding_requests"),
    /a new gateway gets every request until it has as many streams as the others/,
  ],
  [
    "a new gateway that gets its full share at once",
    (all) =>
      (annotations(all)[`${PREFIX}target-group-attributes`] =
        "deregistration_delay.timeout_seconds=30,load_balancing.algorithm.type=round_robin"),
    /a new gateway gets its full share at once/,
  ],
  [
    "a CloudWatch trigger with too few dimension values",
    (all) => (find(all, "ScaledObject", "api").spec.triggers[0].metadata.dimensionValue = "app/one"),
    /the numbers of dimension names and values differ/,
  ],
];

/** Mutations of the overlay `gke`. */
export const GOOGLE: Mutation[] = [
  [
    "a load balancer that counts itself as the player",
    (all) => (variable(all, "api", "STAMPEDE_TRUSTED_PROXIES").value = "1"),
    /every player has the address of the load balancer/,
  ],
  [
    "a load balancer that cuts streams",
    (all) => (find(all, "BackendConfig", "api").spec.timeoutSec = 30),
    /the load balancer ends every stream after 30 s/,
  ],
  [
    "health checks that no policy lets in",
    (all) => remove(all, "NetworkPolicy", "health-checks"),
    /Google's health checks to api on 3001 \(TCP\) is needed but forbidden/,
  ],
  [
    "a health check on the port of the players",
    (all) => (find(all, "BackendConfig", "api").spec.healthCheck.port = 3000),
    /a gateway has no health checks on 3000/,
  ],
  [
    "a certificate that does not exist",
    (all) => remove(all, "ManagedCertificate", "api"),
    /there is no ManagedCertificate api/,
  ],
];
