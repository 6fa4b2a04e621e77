import { type KubeObject, matches, nameOf, workloads } from "./objects.ts";

interface Selecting {
  spec: {
    selector?: Record<string, string> & { matchLabels?: Record<string, string> };
    podSelector?: { matchLabels?: Record<string, string> };
    ports?: { port: number; targetPort: string | number }[];
    scaleTargetRef?: { kind?: string; name: string };
    triggers?: { authenticationRef?: { name: string } }[];
    rules?: { http: { paths: { backend: { service: { name: string } } }[] } }[];
    inheritedMetadata?: { labels: Record<string, string> };
  };
}

/** What one object says of another that is not so: selectors, budgets, scaling, ports, configuration. */
export function referenceFaults(objects: readonly KubeObject[]): string[] {
  return objects.flatMap((object) => {
    const faults = [...ownSelector(object), ...selectedPods(object, objects), ...named(object, objects)];
    return faults.map((fault) => `${nameOf(object)}: ${fault}`);
  });
}

function ownSelector(object: KubeObject): string[] {
  const selector = (object as unknown as Selecting).spec?.selector?.matchLabels;
  const labels = object.spec?.template?.metadata.labels;
  if (!labels || !selector) return [];
  return matches(labels, selector) ? [] : ["its selector does not match its own pods"];
}

/** Pods that exist: of workloads, and those that CloudNativePG makes. */
function podLabels(objects: readonly KubeObject[]): Record<string, string>[] {
  const made = objects.flatMap((object) => {
    const labels = (object as unknown as Selecting).spec?.inheritedMetadata?.labels;
    return labels ? [labels] : [];
  });
  return [...workloads(objects).map(({ labels }) => labels), ...made];
}

function selectedPods(object: KubeObject, objects: readonly KubeObject[]): string[] {
  const { spec } = object as unknown as Selecting;
  const selector = {
    Service: spec?.selector,
    PodDisruptionBudget: spec?.selector?.matchLabels,
    PodMonitor: spec?.selector?.matchLabels,
    NetworkPolicy: spec?.podSelector?.matchLabels,
  }[object.kind];
  if (!selector) return [];
  if (!podLabels(objects).some((labels) => matches(labels, selector))) return ["selects no pod"];
  if (object.kind !== "Service") return [];
  const pods = workloads(objects).filter(({ labels }) => matches(labels, selector));
  const ports = pods.flatMap(({ pod }) => pod.containers.flatMap((container) => container.ports ?? []));
  return (spec.ports ?? [])
    .filter(({ targetPort }) => !ports.some((port) => [port.name, port.containerPort].includes(targetPort)))
    .map(({ targetPort }) => `no pod of it has the port ${targetPort}`);
}

function named(object: KubeObject, objects: readonly KubeObject[]): string[] {
  const { spec } = object as unknown as Selecting;
  const missing = (kind: string, name: string) =>
    objects.some((other) => other.kind === kind && other.metadata.name === name)
      ? []
      : [`there is no ${kind} ${name}`];
  const target = spec?.scaleTargetRef;
  const volumes = spec && object.spec.template?.spec.volumes;
  return [
    ...(target ? missing(target.kind ?? "Deployment", target.name) : []),
    ...(spec?.triggers ?? []).flatMap(({ authenticationRef: ref }) =>
      ref ? missing("TriggerAuthentication", ref.name) : [],
    ),
    ...(object.kind === "Ingress" ? (spec.rules ?? []) : []).flatMap(({ http }) =>
      http.paths.flatMap(({ backend }) => missing("Service", backend.service.name)),
    ),
    ...(volumes ?? []).flatMap(({ configMap }) => (configMap ? missing("ConfigMap", configMap.name) : [])),
  ];
}
