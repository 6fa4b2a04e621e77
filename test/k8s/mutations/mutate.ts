import type { KubeObject } from "../objects.ts";

/** A fault, what plants it into production's objects, and what must be said of it. */
export type Mutation = [what: string, plant: (objects: KubeObject[]) => void, fault: RegExp];

// biome-ignore lint/suspicious/noExplicitAny: what is planted is wrong on purpose, in its type as well
type Anything = any;

export function find(objects: KubeObject[], kind: string, name: string): Anything {
  const found = objects.find((object) => object.kind === kind && object.metadata.name === name);
  if (!found) throw new Error(`There is no ${kind} ${name} to plant a fault in.`);
  return found;
}

export function pod(objects: KubeObject[], name: string, kind = "Deployment"): Anything {
  return find(objects, kind, name).spec.template.spec;
}

export function container(objects: KubeObject[], name: string, kind = "Deployment"): Anything {
  return pod(objects, name, kind).containers[0];
}

/** One variable of a container. */
export function variable(objects: KubeObject[], of: string, name: string): Anything {
  return container(objects, of).env.find((one: { name: string }) => one.name === name);
}

/** Takes away the variables whose names begin so. */
export function unset(objects: KubeObject[], of: string, start: string): void {
  const own = container(objects, of);
  own.env = own.env.filter(({ name }: { name: string }) => !name.startsWith(start));
}

export function remove(objects: KubeObject[], kind: string, name: string): void {
  objects.splice(objects.indexOf(find(objects, kind, name)), 1);
}

/** The metadata of one trigger of a ScaledObject. */
export function trigger(objects: KubeObject[], name: string, index: number): Anything {
  return find(objects, "ScaledObject", name).spec.triggers[index].metadata;
}
