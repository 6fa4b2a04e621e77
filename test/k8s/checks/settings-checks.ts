import { readEnvironment } from "../../../platform/environment.ts";
import { environmentValues, type StampedeContainer, stampedeContainers } from "../containers.ts";
import { readImage } from "../image.ts";
import { type EnvVar, KINDS, type KubeObject, readText, workloads } from "../objects.ts";

/** Variables that Node or a library reads, not platform/environment.ts. */
const READ_ELSEWHERE = ["HOME"];
/** The variables that each kind needs, besides NATS_URL, AUTH_SECRET and STAMPEDE_HEARTBEAT_S. */
const REQUIRED: Record<string, string[]> = {
  api: ["REDIS_URL", "STAMPEDE_TRUSTED_PROXIES"],
  quiz: ["DATABASE_URL", "REDIS_URL", "STAMPEDE_MIGRATIONS"],
  sessions: ["DATABASE_URL", "STAMPEDE_MIGRATIONS"],
  answers: ["DATABASE_URL", "STAMPEDE_MIGRATIONS"],
  stats: ["DATABASE_URL", "REDIS_URL", "STAMPEDE_MIGRATIONS"],
};
/** The setting of each containerPorts port. */
const PORTS = { http: "PORT", metrics: "METRICS_PORT", health: "STAMPEDE_HEALTH_PORT" } as const;
/** The setting of the address on which each port is opened. */
const ADDRESSES = {
  http: "STAMPEDE_ADDRESS",
  metrics: "STAMPEDE_METRICS_ADDRESS",
  health: "STAMPEDE_ADDRESS",
} as const;
const LOOPBACK = /^(127\.|::1$|localhost$)/;

/** Problems with the arguments, variables and ports of our own containers. */
export function checkSettings(objects: readonly KubeObject[]): string[] {
  const undefinedReferences = workloads(objects).flatMap(({ name, pod }) =>
    pod.containers.flatMap(({ env = [] }) => undefinedVariables(env).map((problem) => `${name}: ${problem}`)),
  );
  const ofOurContainers = stampedeContainers(objects).flatMap((one) =>
    [...variableProblems(one), ...commandProblems(one), ...portProblems(one)].map(
      (problem) => `${one.name}: ${problem}`,
    ),
  );
  return [...undefinedReferences, ...ofOurContainers];
}

/** Kubernetes replaces `$(NAME)` only if NAME is defined before it. */
function undefinedVariables(env: readonly EnvVar[]): string[] {
  return env.flatMap(({ name, value }, index) =>
    [...(value ?? "").matchAll(/\$\((\w+)\)/g)]
      .filter(([, used]) => !env.slice(0, index).some((earlier) => earlier.name === used))
      .map(([, used]) => `${name} uses ${used}, which is not defined before it`),
  );
}

function variableProblems(target: StampedeContainer): string[] {
  const { component, container } = target;
  const { env = [], volumeMounts = [] } = container;
  const values = environmentValues(target);
  const used = env.flatMap(({ value }) =>
    [...(value ?? "").matchAll(/\$\((\w+)\)/g)].map((match) => match[1]!),
  );
  const read = readText("platform/environment.ts").match(/^ {2}[A-Z][A-Z_]+(?=:)/gm) ?? [];
  const known = new Set([...READ_ELSEWHERE, ...used, ...read.map((name) => name.trim())]);
  const problems = Object.keys(values)
    .filter((name) => !known.has(name))
    .map((name) => `${name} is a variable that no code reads`);
  try {
    readEnvironment(values);
  } catch (error) {
    problems.push((error as Error).message);
  }
  const isJob = component === "migrations";
  const required = [
    ...(isJob ? ["DATABASE_URL"] : ["NATS_URL", "AUTH_SECRET", "STAMPEDE_HEARTBEAT_S"]),
    ...(REQUIRED[component] ?? []),
  ];
  for (const name of required) if (!(name in values)) problems.push(`${name} is not set`);
  const folder = values.DATA_DIR ?? "/app/.data";
  if (!isJob && !volumeMounts.some(({ mountPath }) => folder.startsWith(mountPath))) {
    problems.push(`its DATA_DIR, ${folder}, is not writable`);
  }
  return [...problems, ...plainSecrets(env)];
}

/** Secrets must be references, in URLs too. */
function plainSecrets(env: readonly EnvVar[]): string[] {
  return env
    .filter(({ name, value }) => value && (/SECRET|PASSWORD/.test(name) || /:[^/$][^@]*@/.test(value)))
    .map(({ name }) => `${name} contains a secret in plain text`);
}

/** A node must run the service of its kind and nothing else. The files in any other command must be in the image. */
function commandProblems({ component, container: { command, args = [] } }: StampedeContainer): string[] {
  if ((KINDS as readonly string[]).includes(component) || !command) {
    const service = [`services/${component}/${component}.service.ts`];
    return JSON.stringify(args) === JSON.stringify(service) && !command
      ? []
      : [`the component ${component} runs ${[...(command ?? []), ...args].join(" ")}`];
  }
  const { copied } = readImage();
  const files = [...command, ...args].filter((word) => /^[\w/-]+\.ts$/.test(word));
  return files
    .filter((file) => !copied.includes(file.split("/")[0]!) || readText(file) === "")
    .map((file) => `the image has no ${file}`);
}

/** The ports of a container must be those that its settings open, and the image must expose them. */
function portProblems(target: StampedeContainer): string[] {
  const { ports: exposed } = readImage();
  const { ports: containerPorts = [] } = target.container;
  const environment = valueOrUndefined(() => readEnvironment(environmentValues(target)));
  return containerPorts.flatMap(({ name, containerPort }) => {
    const setting = PORTS[name as keyof typeof PORTS];
    const opened = setting && environment?.[setting];
    const address = environment?.[ADDRESSES[name as keyof typeof ADDRESSES]] ?? "";
    return [
      ...(exposed.includes(String(containerPort)) ? [] : [`the image does not expose ${containerPort}`]),
      ...(!environment || opened === containerPort
        ? []
        : [`no setting opens its port ${name}, ${containerPort}`]),
      ...(LOOPBACK.test(address) ? [`its port ${name} is open on ${address} only`] : []),
    ];
  });
}

function valueOrUndefined<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
