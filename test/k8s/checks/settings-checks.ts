import { readEnvironment } from "../../../platform/environment.ts";
import { environmentValues, type OurContainer, ourContainers } from "../containers.ts";
import { readImage } from "../image.ts";
import { type EnvVar, KINDS, type KubeObject, readText, workloads } from "../objects.ts";

/** What is read by Node or by a library, not by platform/environment.ts. */
const READ_ELSEWHERE = ["HOME"];
/** What each kind cannot do without, beside NATS_URL and AUTH_SECRET. */
const NEEDED: Record<string, string[]> = {
  api: ["REDIS_URL", "STAMPEDE_TRUSTED_PROXIES"],
  quiz: ["DATABASE_URL", "REDIS_URL", "STAMPEDE_MIGRATIONS"],
  sessions: ["DATABASE_URL", "STAMPEDE_MIGRATIONS"],
  answers: ["DATABASE_URL", "STAMPEDE_MIGRATIONS"],
  stats: ["DATABASE_URL", "REDIS_URL", "STAMPEDE_MIGRATIONS"],
};
/** Which port each setting opens. */
const PORTS = { http: "PORT", metrics: "METRICS_PORT", health: "STAMPEDE_HEALTH_PORT" } as const;

/** What is wrong with what our own containers run and with which settings: arguments, variables, ports. */
export function checkSettings(objects: readonly KubeObject[]): string[] {
  const everyVariable = workloads(objects).flatMap(({ name, pod }) =>
    pod.containers.flatMap(({ env = [] }) => unfilled(env).map((fault) => `${name}: ${fault}`)),
  );
  const ours = ourContainers(objects).flatMap((one) =>
    [...settings(one), ...runs(one), ...ports(one)].map((fault) => `${one.name}: ${fault}`),
  );
  return [...everyVariable, ...ours];
}

/** `$(NAME)` is filled in only where NAME stands before it. */
function unfilled(env: readonly EnvVar[]): string[] {
  return env.flatMap(({ name, value }, index) =>
    [...(value ?? "").matchAll(/\$\((\w+)\)/g)]
      .filter(([, used]) => !env.slice(0, index).some((before) => before.name === used))
      .map(([, used]) => `${name} uses ${used}, which does not stand before it`),
  );
}

function settings(ours: OurContainer): string[] {
  const { component, container } = ours;
  const { env = [], volumeMounts = [] } = container;
  const values = environmentValues(ours);
  const used = env.flatMap(({ value }) =>
    [...(value ?? "").matchAll(/\$\((\w+)\)/g)].map((match) => match[1]!),
  );
  const read = readText("platform/environment.ts").match(/^ {2}[A-Z][A-Z_]+(?=:)/gm) ?? [];
  const known = new Set([...READ_ELSEWHERE, ...used, ...read.map((name) => name.trim())]);
  const faults = Object.keys(values)
    .filter((name) => !known.has(name))
    .map((name) => `${name} is a variable that no code reads`);
  try {
    readEnvironment(values);
  } catch (error) {
    faults.push((error as Error).message);
  }
  const isJob = component === "migrations";
  const needed = [
    ...(isJob ? ["DATABASE_URL"] : ["NATS_URL", "AUTH_SECRET", "STAMPEDE_HEARTBEAT_S"]),
    ...(NEEDED[component] ?? []),
  ];
  for (const name of needed) if (!(name in values)) faults.push(`${name} is not set`);
  const folder = values.DATA_DIR ?? "/app/.data";
  if (!isJob && !volumeMounts.some(({ mountPath }) => folder.startsWith(mountPath))) {
    faults.push(`its DATA_DIR, ${folder}, cannot be written`);
  }
  return [...faults, ...inTheOpen(env)];
}

/** Secrets come by reference, in an address too. */
function inTheOpen(env: readonly EnvVar[]): string[] {
  return env
    .filter(({ name, value }) => value && (/SECRET|PASSWORD/.test(name) || /:[^/$][^@]*@/.test(value)))
    .map(({ name }) => `${name} holds a secret in the open`);
}

/** A node runs its kind's service and nothing else; what has a command of its own names files of the image. */
function runs({ component, container: { command, args = [] } }: OurContainer): string[] {
  if ((KINDS as readonly string[]).includes(component) || !command) {
    const own = [`services/${component}/${component}.service.ts`];
    return JSON.stringify(args) === JSON.stringify(own) && !command
      ? []
      : [`runs ${[...(command ?? []), ...args].join(" ")} under the name of ${component}`];
  }
  const { copied } = readImage();
  const files = [...command, ...args].filter((word) => /^[\w/-]+\.ts$/.test(word));
  return files
    .filter((file) => !copied.includes(file.split("/")[0]!) || readText(file) === "")
    .map((file) => `the image has no ${file}`);
}

/** The ports that a container names are those that its settings open, and the image knows them. */
function ports(ours: OurContainer): string[] {
  const { ports: exposed } = readImage();
  const { ports: named = [] } = ours.container;
  const environment = safely(() => readEnvironment(environmentValues(ours)));
  return named.flatMap(({ name, containerPort }) => {
    const setting = PORTS[name as keyof typeof PORTS];
    const opened = setting && environment?.[setting];
    return [
      ...(exposed.includes(String(containerPort)) ? [] : [`the image does not expose ${containerPort}`]),
      ...(!environment || opened === containerPort
        ? []
        : [`its port ${name}, ${containerPort}, is not opened`]),
    ];
  });
}

function safely<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
