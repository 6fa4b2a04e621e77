import type { Image } from "./image.ts";
import { type Container, componentOf, type KubeObject, workloads } from "./objects.ts";

/** A container of our own image, and whose it is. */
export interface OurContainer {
  name: string;
  component: string;
  container: Container;
}

export function isOurs({ image }: Container): boolean {
  return /(^|\/)stampede:/.test(image);
}

export function ourContainers(objects: readonly KubeObject[]): OurContainer[] {
  return workloads(objects).flatMap(({ name, labels, pod }) =>
    pod.containers.filter(isOurs).map((container) => ({ name, component: componentOf(labels), container })),
  );
}

/** What stands in for a secret: long enough for any of them. */
const SECRET = "0123456789abcdef0123456789abcdef";

/** What its manifest sets, references to other variables unfilled. */
export function environmentValues({ container: { env = [] } }: OurContainer): Record<string, string> {
  return Object.fromEntries(env.map(({ name, value }) => [name, value ?? SECRET]));
}

/** What runs in it, as Kubernetes puts it together: `command` is in the place of the image's whole entry point. */
export function commandLine({ command, args }: Container, { entrypoint, cmd }: Image): string[] {
  return [...(command ?? entrypoint), ...(args ?? (command ? [] : cmd))];
}

/** Its environment as Kubernetes makes it: secrets looked up, and `$(NAME)` filled in where NAME stands before. */
export function resolvedEnvironment(
  { env = [] }: Container,
  objects: readonly KubeObject[],
): Record<string, string> {
  const made: Record<string, string> = {};
  for (const { name, value, valueFrom } of env) {
    const { name: secret, key } = valueFrom?.secretKeyRef ?? {};
    const held = objects.find(({ kind, metadata }) => kind === "Secret" && metadata.name === secret);
    made[name] = key
      ? Buffer.from(held?.data?.[key] ?? "", "base64").toString()
      : (value ?? "").replace(/\$\((\w+)\)/g, (whole, used: string) => made[used] ?? whole);
  }
  return made;
}
