import { type KubeObject, type LabelSelector, matches, nameOf, selects, workloads } from "../objects.ts";
import { postgresPods } from "./cloudnative-pg.ts";
import { checkVolumes, missingSecrets } from "./mount-checks.ts";

interface ReferringSpec {
  selector?: Record<string, string> & { matchLabels?: Record<string, string> };
  podSelector?: LabelSelector;
  ports?: { name?: string; port: number; targetPort: string | number }[];
  podMetricsEndpoints?: { port: string }[];
  scaleTargetRef?: { kind?: string; name: string };
  triggers?: { authenticationRef?: { name: string } }[];
  rules?: { http: { paths: { backend: { service: { name: string; port: { name: string } } } }[] } }[];
  serviceName?: string;
  clusterIP?: string;
  cluster?: { name: string };
  plugins?: { parameters?: { barmanObjectName?: string } }[];
}

/** The labels and named ports of the pods of a workload. */
interface Pods {
  labels: Record<string, string>;
  ports: { name: string; containerPort: number }[];
}

/** References to other objects that do not exist or do not match: selectors, ports, names, volumes, secrets. */
export function checkReferences(objects: readonly KubeObject[]): string[] {
  return objects.flatMap((object) => {
    const problems = [
      ...checkOwnSelector(object),
      ...checkSelectedPods(object, objects),
      ...checkNames(object, objects),
      ...checkVolumes(object),
      ...missingSecrets(object, objects),
      ...checkNamespace(object),
    ];
    return problems.map((problem) => `${nameOf(object)}: ${problem}`);
  });
}

function specOf(object: KubeObject): ReferringSpec {
  return (object.spec ?? {}) as ReferringSpec;
}

/** All objects must name the namespace `stampede`; otherwise kubectl would create them in `default`. */
function checkNamespace({ kind, metadata }: KubeObject): string[] {
  return kind === "Namespace" || metadata.namespace === "stampede" ? [] : ["is in another namespace"];
}

function checkOwnSelector(object: KubeObject): string[] {
  const selector = specOf(object).selector?.matchLabels;
  const labels = object.spec?.template?.metadata.labels;
  if (!labels || !selector) return [];
  return matches(labels, selector) ? [] : ["its selector does not match its own pods"];
}

/** The pods of all workloads, and those that CloudNativePG creates. */
function podsOf(objects: readonly KubeObject[]): Pods[] {
  const workloadPods = workloads(objects).map(({ labels, pod }) => ({
    labels,
    ports: pod.containers.flatMap(({ ports = [] }) => ports),
  }));
  return [...workloadPods, ...postgresPods(objects)];
}

function checkSelectedPods(object: KubeObject, objects: readonly KubeObject[]): string[] {
  const spec = specOf(object);
  const selector: LabelSelector | undefined = {
    Service: spec.selector && { matchLabels: spec.selector },
    PodDisruptionBudget: spec.selector,
    PodMonitor: spec.selector,
    NetworkPolicy: spec.podSelector,
  }[object.kind];
  if (!selector || Object.keys(selector).length === 0) return [];
  const selected = podsOf(objects).filter(({ labels }) => selects(selector, labels));
  if (selected.length === 0) return ["selects no pod"];
  if (object.kind === "PodDisruptionBudget" && selected.length > 1)
    return ["selects pods of several workloads"];
  const portsInSpec = {
    Service: (spec.ports ?? []).map(({ targetPort }) => targetPort),
    PodMonitor: (spec.podMetricsEndpoints ?? []).map(({ port }) => port),
  }[object.kind];
  const ports = selected.flatMap((pods) =>
    pods.ports.flatMap(({ name, containerPort }) => [name, containerPort]),
  );
  return (portsInSpec ?? [])
    .filter((port) => !ports.includes(port))
    .map((port) => `its pods have no port ${port}`);
}

function checkNames(object: KubeObject, objects: readonly KubeObject[]): string[] {
  const spec = specOf(object);
  const find = (kind: string, name: string) =>
    objects.find((other) => other.kind === kind && other.metadata.name === name);
  const missing = (kind: string, name: string | undefined) =>
    name === undefined || find(kind, name) ? [] : [`there is no ${kind} ${name}`];
  const target = spec.scaleTargetRef;
  const backends = (object.kind === "Ingress" ? (spec.rules ?? []) : []).flatMap(({ http }) =>
    http.paths.map(({ backend }) => backend.service),
  );
  const withoutPort = backends.filter(({ name, port }) => {
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
    ...withoutPort.map(({ name, port }) => `the Service ${name} has no port ${port.name}`),
    ...missing("Service", object.kind === "StatefulSet" ? spec.serviceName : undefined),
    ...missing("Cluster", object.kind === "ScheduledBackup" ? spec.cluster?.name : undefined),
    ...(spec.plugins ?? []).flatMap(({ parameters }) => missing("ObjectStore", parameters?.barmanObjectName)),
    ...(object.spec?.template?.spec.volumes ?? []).flatMap(({ configMap }) =>
      missing("ConfigMap", configMap?.name),
    ),
    ...(object.kind === "StatefulSet" && governing && Number(object.spec.replicas) > 1
      ? checkHeadless(governing)
      : []),
  ];
}

/** Servers that connect to each other by name need a headless Service, which gives each pod a name. */
function checkHeadless(service: KubeObject): string[] {
  return specOf(service).clusterIP === "None" ? [] : [`the Service ${service.metadata.name} is not headless`];
}
