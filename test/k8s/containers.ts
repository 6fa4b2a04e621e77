import type { Image } from "./image.ts";
import { type Container, componentOf, type KubeObject, workloads } from "./objects.ts";

/** A container with our own image, with the name and component of its workload. */
export interface StampedeContainer {
  name: string;
  component: string;
  container: Container;
}

export function isStampedeContainer({ image }: Container): boolean {
  return /(^|\/)stampede:/.test(image);
}

export function stampedeContainers(objects: readonly KubeObject[]): StampedeContainer[] {
  return workloads(objects).flatMap(({ name, labels, pod }) =>
    pod.containers
      .filter(isStampedeContainer)
      .map((container) => ({ name, component: componentOf(labels), container })),
  );
}

/** A placeholder for secrets, long enough for all of them. */
const SECRET = "0123456789abcdef0123456789abcdef";

/** The variables of a container as in its manifest: `$(NAME)` is not replaced, secrets are placeholders. */
export function environmentValues({ container: { env = [] } }: StampedeContainer): Record<string, string> {
  return Object.fromEntries(env.map(({ name, value }) => [name, value ?? SECRET]));
}

/**
 * The command line of a container, as Kubernetes combines it: `command` replaces the entry point of the image, `args`
 * its CMD.
 */
export function commandLine({ command, args }: Container, { entrypoint, cmd }: Image): string[] {
  return [...(command ?? entrypoint), ...(args ?? (command ? [] : cmd))];
}

/**
 * The environment of a container as Kubernetes resolves it: with secrets, and `$(NAME)` replaced if NAME is defined
 * before.
 */
export function resolvedEnvironment(
  { env = [] }: Container,
  objects: readonly KubeObject[],
): Record<string, string> {
  const resolved: Record<string, string> = {};
  for (const { name, value, valueFrom } of env) {
    const { name: secret, key } = valueFrom?.secretKeyRef ?? {};
    const secretObject = objects.find(({ kind, metadata }) => kind === "Secret" && metadata.name === secret);
    resolved[name] = key
      ? Buffer.from(secretObject?.data?.[key] ?? "", "base64").toString()
      : (value ?? "").replace(/\$\((\w+)\)/g, (reference, used: string) => resolved[used] ?? reference);
  }
  return resolved;
}
