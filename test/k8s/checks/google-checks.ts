import { environmentValues, stampedeContainers } from "../containers.ts";
import type { KubeObject } from "../objects.ts";
import { gracePeriodOf } from "./ingress-checks.ts";

interface BackendConfig {
  timeoutSec: number;
  connectionDraining: { drainingTimeoutSec: number };
  healthCheck: { port: number; requestPath: string; checkIntervalSec: number; timeoutSec: number };
}

/** A session of a whole evening, in s; Google ends a stream after `timeoutSec`, however much it sends. */
const LONGEST_SESSION_S = 6 * 3600;
const SERVICE_ANNOTATION = "cloud.google.com/backend-config";

/** Problems between Google's load balancer and the gateways behind it: references, health checks, times, addresses. */
export function checkGoogle(objects: readonly KubeObject[]): string[] {
  const find = (kind: string, name: string | undefined) =>
    objects.find((object) => object.kind === kind && object.metadata.name === name);
  const ingress = find("Ingress", "api");
  const annotations = ingress?.metadata.annotations ?? {};
  if (annotations["kubernetes.io/ingress.class"] !== "gce") return [];
  const service = find("Service", "api")?.metadata.annotations ?? {};
  const backendName = (JSON.parse(service[SERVICE_ANNOTATION] ?? "{}") as { default?: string }).default;
  const backend = find("BackendConfig", backendName);
  const gateway = stampedeContainers(objects).find(({ component }) => component === "api");
  const health = gateway?.container.ports?.find(({ name }) => name === "health")?.containerPort;
  const references: [kind: string, name: string | undefined][] = [
    ["BackendConfig", backendName],
    ["ManagedCertificate", annotations["networking.gke.io/managed-certificates"]],
    ["FrontendConfig", annotations["networking.gke.io/v1beta1.FrontendConfig"]],
  ];
  return [
    ...references
      .filter(([kind, name]) => !find(kind, name))
      .map(([kind, name]) => `there is no ${kind} ${name}`),
    ...(service["cloud.google.com/neg"] === '{"ingress": true}'
      ? []
      : ["the pods are not endpoints themselves"]),
    // Google appends the client's address and its own.
    ...(gateway && environmentValues(gateway).STAMPEDE_TRUSTED_PROXIES === "2"
      ? []
      : ["every player has the address of the load balancer"]),
    ...(backend
      ? backendProblems(backend.spec as unknown as BackendConfig, health, gracePeriodOf(objects))
      : []),
  ].map((problem) => `Ingress api: ${problem}`);
}

function backendProblems(backend: BackendConfig, health: number | undefined, graceS: number): string[] {
  const { timeoutSec, connectionDraining, healthCheck } = backend;
  const rules: [isMet: boolean, problem: string][] = [
    [healthCheck.port === health, `a gateway has no health checks on ${healthCheck.port}`],
    [healthCheck.requestPath === "/readyz", "the health check does not ask /readyz"],
    [
      healthCheck.timeoutSec < healthCheck.checkIntervalSec,
      "a health check takes longer than the interval between two",
    ],
    [connectionDraining.drainingTimeoutSec < graceS, "a gateway ends before its connections are drained"],
    [timeoutSec >= LONGEST_SESSION_S, `the load balancer ends every stream after ${timeoutSec} s`],
  ];
  return rules.filter(([isMet]) => !isMet).map(([, problem]) => problem);
}
