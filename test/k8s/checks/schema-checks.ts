import { z } from "zod";
import { type KubeObject, nameOf } from "../objects.ts";
import { OWN_SCHEMAS } from "./own-schemas.ts";

/** The packages with the schemas of API groups that are not part of Kubernetes. */
const PACKAGES: Record<string, string> = {
  "gateway.networking.k8s.io": "@kubernetes-models/gateway-api",
  "keda.sh": "@kubernetes-models/keda",
  "postgresql.cnpg.io": "@kubernetes-models/cloudnative-pg",
  "monitoring.coreos.com": "@kubernetes-models/prometheus-operator",
};

type Models = Record<string, { prototype: { validate(): void } } | undefined>;

const cache = new Map<string, Promise<string[]>>();

/**
 * Violations of the API's schema by an object, and fields that the schema does not have. Results are cached by content.
 */
export function checkSchema(object: KubeObject): Promise<string[]> {
  const key = JSON.stringify(object);
  const problems = cache.get(key) ?? validate(object);
  cache.set(key, problems);
  return problems;
}

async function validate(object: KubeObject): Promise<string[]> {
  const schema = OWN_SCHEMAS[`${object.apiVersion} ${object.kind}`];
  if (schema) {
    const checked = schema.safeParse(object);
    return checked.success ? [] : [`${nameOf(object)}: ${z.prettifyError(checked.error)}`];
  }
  const group = object.apiVersion.split("/")[0]!;
  const modules = PACKAGES[group] ?? "kubernetes-models";
  const models: Models = await import(`${modules}/${object.apiVersion}`).catch(() => ({}));
  const model = models[object.kind];
  if (!model) return [`${nameOf(object)}: no schema for ${object.apiVersion} ${object.kind}`];
  const read = new Map<object, Set<string>>();
  try {
    model.prototype.validate.call(recordReads(object, read));
  } catch (error) {
    return [`${nameOf(object)}: ${(error as Error).message}`];
  }
  return unreadFields(object, read, "").map((path) => `${nameOf(object)}: unknown field ${path}`);
}

/**
 * A proxy of the object that records which fields are read. The validators are compiled from the schemas and read every
 * field in the schema and no other, so a field that was not read is unknown.
 */
function recordReads<T extends object>(value: T, read: Map<object, Set<string>>): T {
  return new Proxy(value, {
    get(target, key, receiver) {
      if (typeof key === "string") {
        const fields = read.get(target) ?? new Set();
        read.set(target, fields.add(key));
      }
      const field = Reflect.get(target, key, receiver);
      return typeof field === "object" && field !== null ? recordReads(field, read) : field;
    },
  });
}

/**
 * Paths of fields that were not read. If no field of an object was read, it is a map without a schema: any field is
 * allowed.
 */
function unreadFields(value: unknown, read: Map<object, Set<string>>, path: string): string[] {
  if (typeof value !== "object" || value === null) return [];
  const fields = read.get(value);
  if (!fields) return [];
  return Object.entries(value).flatMap(([key, field]) =>
    fields.has(key) ? unreadFields(field, read, `${path}/${key}`) : [`${path}/${key}`],
  );
}
