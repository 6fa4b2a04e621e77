import { type KubeObject, matches, nameOf, workloads } from "../objects.ts";
import { brokenVolumes, missingSecrets } from "./mount-checks.ts";

interface Selecting {
  selector?: Record<string, string> & { matchLabels?: Record<string, string> };
  podSelector?: { matchLabels?: Record<string, string> };
  ports?: { name?: string; port: number; targetPort: string | number }[];
  podMetricsEndpoints?: { port: string }[];
  scaleTargetRef?: { kind?: string; name: string };
  triggers?: { authenticationRef?: { name: string } }[];
  rules?: { http: { paths: { backend: { service: { name: string; port: { name: string } } } }[] } }[];
  inheritedMetadata?: { labels: Record<string, string> };
  serviceName?: string;
  clusterIP?: string;
  cluster?: { name: string };
  plugins?: { parameters?: { barmanObjectName?: string } }[];
}

/** Pods as selectors see them: their labels, and the ports that they name. */
interface Pods {
  labels: Record<string, string>;
  ports: { name: string; containerPort: number }[];
}

/** The ports of the pods that CloudNativePG makes. */
const POSTGRES_PORTS: Pods["ports"] = [
  { name: "postgresql", containerPort: 5432 },
  { name: "metrics", containerPort: 9187 },
  { name: "status", containerPort: 8000 },
];

/** What one object says of another that is not so: selectors, ports, names, volumes, secrets. */
export function checkReferences(objects: readonly KubeObject[]): string[] {
  return objects.flatMap((object) => {
    const faults = [
      ...ownSelector(object),
      ...selectedPods(object, objects),
      ...named(object, objects),
      ...brokenVolumes(object),
      ...missingSecrets(object, objects),
      ...elsewhere(object),
    ];
    return faults.map((fault) => `${nameOf(object)}: ${fault}`);
  });
}

function specOf(object: KubeObject): Selecting {
  return (object.spec ?? {}) as Selecting;
}

/** All that an overlay brings is in the one namespace; by itself kubectl would put it into `default`. */
function elsewhere({ kind, metadata }: KubeObject): string[] {
  return kind === "Namespace" || metadata.namespace === "stampede" ? [] : ["is in another namespace"];
}

function ownSelector(object: KubeObject): string[] {
  const selector = specOf(object).selector?.matchLabels;
  const labels = object.spec?.template?.metadata.labels;
  if (!labels || !selector) return [];
  return matches(labels, selector) ? [] : ["its selector does not match its own pods"];
}

/** Pods that will be there: of workloads, and those that CloudNativePG makes. */
function podsOf(objects: readonly KubeObject[]): Pods[] {
  const made = objects.flatMap((object) => {
    const labels = specOf(object).inheritedMetadata?.labels;
    return labels ? [{ labels, ports: POSTGRES_PORTS }] : [];
  });
  const run = workloads(objects).map(({ labels, pod }) => ({
    labels,
    ports: pod.containers.flatMap(({ ports = [] }) => ports),
  }));
  return [...run, ...made];
}

function selectedPods(object: KubeObject, objects: readonly KubeObject[]): string[] {
  const spec = specOf(object);
  const selector = {
    Service: spec.selector,
    PodDisruptionBudget: spec.selector?.matchLabels,
    PodMonitor: spec.selector?.matchLabels,
    NetworkPolicy: spec.podSelector?.matchLabels,
  }[object.kind];
  if (!selector) return [];
  const selected = podsOf(objects).filter(({ labels }) => matches(labels, selector));
  if (selected.length === 0) return ["selects no pod"];
  if (object.kind === "PodDisruptionBudget" && selected.length > 1)
    return ["selects pods of several workloads"];
  const wanted = {
    Service: (spec.ports ?? []).map(({ targetPort }) => targetPort),
    PodMonitor: (spec.podMetricsEndpoints ?? []).map(({ port }) => port),
  }[object.kind];
  const ports = selected.flatMap((pods) =>
    pods.ports.flatMap(({ name, containerPort }) => [name, containerPort]),
  );
  return (wanted ?? [])
    .filter((port) => !ports.includes(port))
    .map((port) => `no pod of it has the port ${port}`);
}

function named(object: KubeObject, objects: readonly KubeObject[]): string[] {
  const spec = specOf(object);
  const find = (kind: string, name: string) =>
    objects.find((other) => other.kind === kind && other.metadata.name === name);
  const missing = (kind: string, name: string | undefined) =>
    name === undefined || find(kind, name) ? [] : [`there is no ${kind} ${name}`];
  const target = spec.scaleTargetRef;
  const backends = (object.kind === "Ingress" ? (spec.rules ?? []) : []).flatMap(({ http }) =>
    http.paths.map(({ backend }) => backend.service),
  );
  const unheard = backends.filter(({ name, port }) => {
    const service = find("Service", name);
    return service && !specOf(service).ports?.some((open) => open.name === port.name);
  });
  const governing = find("Service", spec.serviceName ?? "");
  return [
    ...missing(target?.kind ?? "Deployment", target?.name),
    ...(spec.triggers ?? []).flatMap(({ authenticationRef: ref }) =>
      missing("TriggerAuthentication", ref?.name),
    ),
    ...backends.flatMap(({ name }) => missing("Service", name)),
    ...unheard.map(({ name, port }) => `the Service ${name} has no port ${port.name}`),
    ...missing("Service", object.kind === "StatefulSet" ? spec.serviceName : undefined),
    ...missing("Cluster", object.kind === "ScheduledBackup" ? spec.cluster?.name : undefined),
    ...(spec.plugins ?? []).flatMap(({ parameters }) => missing("ObjectStore", parameters?.barmanObjectName)),
    ...(object.spec?.template?.spec.volumes ?? []).flatMap(({ configMap }) =>
      missing("ConfigMap", configMap?.name),
    ),
    ...(object.kind === "StatefulSet" && governing && Number(object.spec.replicas) > 1
      ? headless(governing)
      : []),
  ];
}

/** Servers that know each other by name need a Service that gives each a name. */
function headless(service: KubeObject): string[] {
  return specOf(service).clusterIP === "None"
    ? []
    : [`the Service ${service.metadata.name} names no single pod`];
}
