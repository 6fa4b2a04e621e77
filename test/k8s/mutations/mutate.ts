import type { KubeObject } from "../objects.ts";

/** A name, a change that breaks the objects of an overlay, and the problem that the checks must then report. */
export type Mutation = [name: string, mutate: (objects: KubeObject[]) => void, problem: RegExp];

// biome-ignore lint/suspicious/noExplicitAny: mutations are wrong on purpose, their types too
type Anything = any;

/** The object of this kind and name. @throws Error if there is none */
export function find(objects: KubeObject[], kind: string, name: string): Anything {
  const found = objects.find((object) => object.kind === kind && object.metadata.name === name);
  if (!found) throw new Error(`There is no ${kind} ${name}.`);
  return found;
}

export function pod(objects: KubeObject[], name: string, kind = "Deployment"): Anything {
  return find(objects, kind, name).spec.template.spec;
}

export function container(objects: KubeObject[], name: string, kind = "Deployment"): Anything {
  return pod(objects, name, kind).containers[0];
}

/** One variable of a container. */
export function variable(objects: KubeObject[], workload: string, name: string): Anything {
  return container(objects, workload).env.find((one: { name: string }) => one.name === name);
}

/** Removes the variables of a container whose names start with `prefix`. */
export function unset(objects: KubeObject[], workload: string, prefix: string): void {
  const target = container(objects, workload);
  target.env = target.env.filter(({ name }: { name: string }) => !name.startsWith(prefix));
}

export function remove(objects: KubeObject[], kind: string, name: string): void {
  objects.splice(objects.indexOf(find(objects, kind, name)), 1);
}

/** The metadata of one trigger of a ScaledObject. */
export function trigger(objects: KubeObject[], name: string, index: number): Anything {
  return find(objects, "ScaledObject", name).spec.triggers[index].metadata;
}
