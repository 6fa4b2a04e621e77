import { readEnvironment } from "../../platform/environment.ts";
import { type Container, type KubeObject, type PodSpec, text, workloads } from "./objects.ts";

/** The longest that a node's stop takes by the code's own limits (in-flight.ts, the books, tracking), in s. */
export const LONGEST_STOP_S = 20;
/** What stands in for a secret: long enough for any of them. */
const SECRET = "0123456789abcdef0123456789abcdef";
/** Kinds whose service stores or reads rows. */
const WITH_DATABASE = ["quiz", "sessions", "answers", "stats"];

/** What is wrong with our own pods and with the safety of all: environment, image, ports, end, rights, secrets. */
export function podFaults(objects: readonly KubeObject[]): string[] {
  return workloads(objects).flatMap(({ name, labels, pod }) => {
    const ours = pod.containers.filter((container) => isOurs(container));
    return [
      ...ending(pod, labels),
      ...rights(pod),
      ...pod.containers.flatMap((container) => [...probes(container), ...references(container)]),
      ...ours.flatMap((container) => [...settings(container, labels), ...image(container)]),
      ...secrets(pod, objects),
    ].map((fault) => `${name}: ${fault}`);
  });
}

function isOurs({ image }: Container): boolean {
  return /(^|\/)stampede:/.test(image);
}

function ending(pod: PodSpec, labels: Record<string, string>): string[] {
  const preStop = Math.max(...pod.containers.map(preStopOf));
  const stop = labels["stampede/node"] ? LONGEST_STOP_S : 1;
  const grace = pod.terminationGracePeriodSeconds ?? 30;
  return grace >= preStop + stop ? [] : [`its grace period of ${grace} s ends before preStop and stop do`];
}

/** How long a container's preStop takes, in s, by its own words. */
function preStopOf({ lifecycle }: Container): number {
  const { sleep, exec } = lifecycle?.preStop ?? {};
  return sleep?.seconds ?? Number(/sleep (\d+)/.exec(exec?.command.join(" ") ?? "")?.[1] ?? 0);
}

/** What the restricted profile of Pod Security asks for, and a root file system that nobody writes to. */
function rights({ securityContext: pod, containers }: PodSpec): string[] {
  const profile = (pod?.seccompProfile as { type?: string } | undefined)?.type;
  const faults =
    pod?.runAsNonRoot === true && profile === "RuntimeDefault" ? [] : ["its pod is not restricted"];
  for (const { name, securityContext: own } of containers) {
    const dropped = (own?.capabilities as { drop?: string[] } | undefined)?.drop ?? [];
    if (own?.allowPrivilegeEscalation !== false || !dropped.includes("ALL"))
      faults.push(`${name} is not restricted`);
    if (own?.readOnlyRootFilesystem !== true) faults.push(`${name} may write to its root file system`);
  }
  return faults;
}

function probes(container: Container): string[] {
  const faults: string[] = [];
  const ports = (container.ports ?? []).flatMap(({ name, containerPort }) => [name, containerPort]);
  for (const probe of [container.livenessProbe, container.readinessProbe, container.startupProbe]) {
    const port = (probe?.httpGet ?? probe?.tcpSocket)?.port;
    if (port !== undefined && !ports.includes(port))
      faults.push(`a probe asks the port ${port}, which it has not`);
  }
  if (container.livenessProbe?.httpGet?.path === "/readyz")
    faults.push("its liveness asks for its dependencies");
  if (isOurs(container) && container.readinessProbe && container.readinessProbe.httpGet?.path !== "/readyz") {
    faults.push("its readiness does not ask whether it can serve");
  }
  return faults;
}

/** `$(NAME)` is filled in only where NAME stands before it. */
function references({ env = [] }: Container): string[] {
  return env.flatMap(({ name, value }, index) =>
    [...(value ?? "").matchAll(/\$\((\w+)\)/g)]
      .filter(([, used]) => !env.slice(0, index).some((before) => before.name === used))
      .map(([, used]) => `${name} uses ${used}, which does not stand before it`),
  );
}

function settings(
  { env = [], command, args = [], volumeMounts = [] }: Container,
  labels: Record<string, string>,
): string[] {
  const values = Object.fromEntries(env.map(({ name, value }) => [name, value ?? SECRET]));
  const used = new Set(
    env.flatMap(({ value }) => [...(value ?? "").matchAll(/\$\((\w+)\)/g)].map((match) => match[1]!)),
  );
  const read = new Set(
    text("platform/environment.ts")
      .match(/^ {2}[A-Z][A-Z_]+(?=:)/gm)
      ?.map((name) => name.trim()),
  );
  const faults = Object.keys(values)
    .filter((name) => !read.has(name) && !used.has(name))
    .map((name) => `${name} is a variable that no code reads`);
  try {
    readEnvironment(values);
  } catch (error) {
    faults.push((error as Error).message);
  }
  const kind = labels["app.kubernetes.io/component"] ?? "";
  const needed = [
    ...(command ? [] : ["NATS_URL", "AUTH_SECRET"]),
    ...(command || WITH_DATABASE.includes(kind) ? ["DATABASE_URL"] : []),
  ];
  for (const name of needed) if (!(name in values)) faults.push(`${name} is not set`);
  const folder = values.DATA_DIR ?? "/app/.data";
  if (!command && !volumeMounts.some(({ mountPath }) => folder.startsWith(mountPath))) {
    faults.push(`its DATA_DIR, ${folder}, cannot be written`);
  }
  if (args[0]?.startsWith("services/") && args[0] !== `services/${kind}/${kind}.service.ts`) {
    faults.push(`runs ${args[0]} under the name of ${kind}`);
  }
  return faults;
}

/** What the image has: its ports, and the files that commands and arguments name. */
function image({ ports = [], command = [], args = [] }: Container): string[] {
  const dockerfile = text("Dockerfile");
  const exposed = /^EXPOSE (.*)$/m.exec(dockerfile)?.[1]?.split(" ") ?? [];
  const copied = [...dockerfile.matchAll(/^COPY (\w+) /gm)].map((match) => match[1]!);
  const closed = ports.filter(({ containerPort }) => !exposed.includes(String(containerPort)));
  const files = [...command, ...args].filter((word) => word.endsWith(".ts"));
  const absent = files.filter((file) => !copied.includes(file.split("/")[0]!) || text(file) === "");
  return [
    ...closed.map(({ containerPort }) => `the image does not expose ${containerPort}`),
    ...absent.map((file) => `the image has no ${file}`),
  ];
}

/** A secret that an overlay brings has the keys that are asked for. */
function secrets({ containers }: PodSpec, objects: readonly KubeObject[]): string[] {
  const brought = new Map(
    objects
      .filter(({ kind }) => kind === "Secret")
      .map(({ metadata, data, stringData }) => [metadata.name, { ...data, ...stringData }]),
  );
  if (brought.size === 0) return [];
  return containers.flatMap(({ env = [] }) =>
    env.flatMap(({ valueFrom }) => {
      const ref = valueFrom?.secretKeyRef;
      return !ref || (brought.get(ref.name) && ref.key in brought.get(ref.name)!)
        ? []
        : [`there is no secret ${ref.name} with ${ref.key}`];
    }),
  );
}
