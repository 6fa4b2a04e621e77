import { isStampedeContainer } from "../containers.ts";
import {
  type Container,
  componentOf,
  KINDS,
  type KubeObject,
  matches,
  type PodSpec,
  type Probe,
  workloads,
} from "../objects.ts";

/** The longest stop of a node, from the limits in the code (in-flight.ts, the ledgers, Moleculer's tracking), in s. */
export const MAX_STOP_S = 20;
const PROBES = ["startupProbe", "livenessProbe", "readinessProbe"] as const;

/** Problems with the probes, resources, spread and end of pods. */
export function checkLifecycle(objects: readonly KubeObject[]): string[] {
  return workloads(objects).flatMap(({ name, labels, pod, object }) => {
    const isService = (KINDS as readonly string[]).includes(componentOf(labels));
    return [
      ...gracePeriodProblems(pod, isService ? MAX_STOP_S : 1),
      ...pod.containers.flatMap(probePortProblems),
      ...pod.containers.flatMap(missingResources),
      ...(isService ? [...pod.containers.flatMap(probePathProblems), ...rolloutProblems(object)] : []),
      ...(isService || Number(object.spec.replicas) > 1 ? spreadProblems(pod, labels) : []),
    ].map((problem) => `${name}: ${problem}`);
  });
}

function gracePeriodProblems(pod: PodSpec, stopS: number): string[] {
  const preStopS = Math.max(...pod.containers.map(preStopOf));
  const grace = pod.terminationGracePeriodSeconds ?? 30;
  return grace >= preStopS + stopS
    ? []
    : [`the grace period of ${grace} s is shorter than preStop and stop together`];
}

/** How long the preStop of a container takes, in s: its `sleep`, or the sum of the sleeps in its command. */
function preStopOf({ lifecycle }: Container): number {
  const { sleep, exec } = lifecycle?.preStop ?? {};
  const slept = [...(exec?.command.join(" ") ?? "").matchAll(/sleep (\d+)/g)];
  return sleep?.seconds ?? slept.reduce((sum, [, seconds]) => sum + Number(seconds), 0);
}

function probePortProblems(container: Container): string[] {
  const ports = (container.ports ?? []).flatMap(({ name, containerPort }) => [name, containerPort]);
  return PROBES.flatMap((probe) => {
    const port = portOf(container[probe]);
    return port === undefined || ports.includes(port)
      ? []
      : [`a probe uses the port ${port}, which the container does not have`];
  });
}

function portOf(probe: Probe | undefined): string | number | undefined {
  return (probe?.httpGet ?? probe?.tcpSocket)?.port;
}

/** Start-up and liveness probes check the process alone, readiness also its dependencies; all on the port `health`. */
function probePathProblems(container: Container): string[] {
  if (!isStampedeContainer(container)) return [];
  const paths = { startupProbe: "/healthz", livenessProbe: "/healthz", readinessProbe: "/readyz" };
  return PROBES.filter((probe) => {
    const { path, port } = container[probe]?.httpGet ?? {};
    return path !== paths[probe] || port !== "health";
  }).map((probe) => `its ${probe} does not use ${paths[probe]} on the port health`);
}

function missingResources({ name, resources: { requests, limits } = {} }: Container): string[] {
  const missing = [
    ...(requests?.cpu ? [] : ["CPU request"]),
    ...(requests?.memory ? [] : ["memory request"]),
    ...(limits?.memory ? [] : ["memory limit"]),
  ];
  return missing.map((field) => `${name} has no ${field}`);
}

interface DeploymentSpec {
  strategy?: { rollingUpdate?: { maxUnavailable?: number | string } };
}

/** A rollout must not remove a pod before its replacement is ready. */
function rolloutProblems({ spec }: KubeObject): string[] {
  const { strategy } = spec as unknown as DeploymentSpec;
  return strategy?.rollingUpdate?.maxUnavailable === 0
    ? []
    : ["a rollout may remove pods before their replacements are ready"];
}

/** The pods of a workload must be spread over machines, and only its own pods may count. */
function spreadProblems(
  { topologySpreadConstraints = [] }: PodSpec,
  labels: Record<string, string>,
): string[] {
  const counts = topologySpreadConstraints.filter(({ labelSelector, matchLabelKeys = [] }) => {
    const selectedBy = {
      ...labelSelector?.matchLabels,
      ...Object.fromEntries(matchLabelKeys.map((key) => [key, ""])),
    };
    return matches(labels, labelSelector?.matchLabels) && "app.kubernetes.io/component" in selectedBy;
  });
  return counts.length > 0 && counts.length === topologySpreadConstraints.length
    ? []
    : ["is not spread over machines, or counts the pods of other workloads"];
}
