import { isOurs } from "../containers.ts";
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

/** The longest that a node's stop takes by the code's own limits (in-flight.ts, the books, tracking), in s. */
export const MAX_STOP_S = 20;
const PROBES = ["startupProbe", "livenessProbe", "readinessProbe"] as const;

/** What is wrong with how pods come, are asked how they are, are spread, and go. */
export function checkLifecycle(objects: readonly KubeObject[]): string[] {
  return workloads(objects).flatMap(({ name, labels, pod, object }) => {
    const isService = (KINDS as readonly string[]).includes(componentOf(labels));
    return [
      ...ending(pod, isService ? MAX_STOP_S : 1),
      ...pod.containers.flatMap(probes),
      ...pod.containers.flatMap(resources),
      ...(isService ? [...pod.containers.flatMap(asked), ...rollout(object)] : []),
      ...(isService || Number(object.spec.replicas) > 1 ? spread(pod, labels) : []),
    ].map((fault) => `${name}: ${fault}`);
  });
}

function ending(pod: PodSpec, stop: number): string[] {
  const preStop = Math.max(...pod.containers.map(preStopOf));
  const grace = pod.terminationGracePeriodSeconds ?? 30;
  return grace >= preStop + stop ? [] : [`its grace period of ${grace} s ends before preStop and stop do`];
}

/** How long a container's preStop takes, in s, by its own words. */
function preStopOf({ lifecycle }: Container): number {
  const { sleep, exec } = lifecycle?.preStop ?? {};
  const slept = [...(exec?.command.join(" ") ?? "").matchAll(/sleep (\d+)/g)];
  return sleep?.seconds ?? slept.reduce((sum, [, seconds]) => sum + Number(seconds), 0);
}

function probes(container: Container): string[] {
  const ports = (container.ports ?? []).flatMap(({ name, containerPort }) => [name, containerPort]);
  return PROBES.flatMap((which) => {
    const port = portOf(container[which]);
    return port === undefined || ports.includes(port)
      ? []
      : [`a probe asks the port ${port}, which it has not`];
  });
}

function portOf(probe: Probe | undefined): string | number | undefined {
  return (probe?.httpGet ?? probe?.tcpSocket)?.port;
}

/** A node's start and life are asked of the process alone, its readiness of all that it needs; on `health`. */
function asked(container: Container): string[] {
  if (!isOurs(container)) return [];
  const paths = { startupProbe: "/healthz", livenessProbe: "/healthz", readinessProbe: "/readyz" };
  return PROBES.filter((which) => {
    const { path, port } = container[which]?.httpGet ?? {};
    return path !== paths[which] || port !== "health";
  }).map((which) => `its ${which} does not ask ${paths[which]} on the port health`);
}

function resources({ name, resources: { requests, limits } = {} }: Container): string[] {
  const missing = [
    ...(requests?.cpu ? [] : ["processor"]),
    ...(requests?.memory ? [] : ["memory"]),
    ...(limits?.memory ? [] : ["limit of memory"]),
  ];
  return missing.map((what) => `${name} names no ${what}`);
}

interface Rolling {
  strategy?: { rollingUpdate?: { maxUnavailable?: number | string } };
}

/** A new release takes nothing away before what comes instead is ready. */
function rollout({ spec }: KubeObject): string[] {
  const { strategy } = spec as unknown as Rolling;
  return strategy?.rollingUpdate?.maxUnavailable === 0 ? [] : ["a rollout may take pods away first"];
}

/** Not all on one machine. */
function spread({ topologySpreadConstraints = [] }: PodSpec, labels: Record<string, string>): string[] {
  const counts = topologySpreadConstraints.filter(({ labelSelector, matchLabelKeys = [] }) => {
    const own = {
      ...labelSelector?.matchLabels,
      ...Object.fromEntries(matchLabelKeys.map((key) => [key, ""])),
    };
    return matches(labels, labelSelector?.matchLabels) && "app.kubernetes.io/component" in own;
  });
  return counts.length > 0 && counts.length === topologySpreadConstraints.length
    ? []
    : ["is not spread over machines, or by pods that are not its own"];
}
