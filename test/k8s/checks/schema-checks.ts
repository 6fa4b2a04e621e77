import { z } from "zod";
import { type KubeObject, nameOf } from "../objects.ts";

/** Where the schemas of an API group that is not Kubernetes' own come from: those of the operators themselves. */
const PACKAGES: Record<string, string> = {
  "keda.sh": "@kubernetes-models/keda",
  "postgresql.cnpg.io": "@kubernetes-models/cloudnative-pg",
  "monitoring.coreos.com": "@kubernetes-models/prometheus-operator",
};

const key = z.strictObject({ name: z.string(), key: z.string() });
const compression = z.strictObject({ compression: z.enum(["gzip", "bzip2", "snappy"]) });

/** Of the kinds of which no package has the schema, the part that is used here. */
const OWN: Record<string, z.ZodType> = {
  "barmancloud.cnpg.io/v1 ObjectStore": z.strictObject({
    apiVersion: z.string(),
    kind: z.string(),
    metadata: z.strictObject({ name: z.string(), namespace: z.string() }),
    spec: z.strictObject({
      retentionPolicy: z.string().regex(/^[1-9]\d*[dwm]$/),
      configuration: z.strictObject({
        destinationPath: z.string().startsWith("s3://"),
        endpointURL: z.url().optional(),
        s3Credentials: z.strictObject({ accessKeyId: key, secretAccessKey: key }),
        wal: compression,
        data: compression,
      }),
    }),
  }),
};

type Models = Record<string, { prototype: { validate(): void } } | undefined>;

const seen = new Map<string, Promise<string[]>>();

/**
 * What the API's schema says against an object, and every field that the schema does not know. An object that was
 * looked at before is not looked at again.
 */
export function checkSchema(object: KubeObject): Promise<string[]> {
  const key = JSON.stringify(object);
  const faults = seen.get(key) ?? faultsBySchema(object);
  seen.set(key, faults);
  return faults;
}

async function faultsBySchema(object: KubeObject): Promise<string[]> {
  const own = OWN[`${object.apiVersion} ${object.kind}`];
  if (own) {
    const checked = own.safeParse(object);
    return checked.success ? [] : [`${nameOf(object)}: ${z.prettifyError(checked.error)}`];
  }
  const group = object.apiVersion.split("/")[0]!;
  const modules = PACKAGES[group] ?? "kubernetes-models";
  const models: Models = await import(`${modules}/${object.apiVersion}`).catch(() => ({}));
  const model = models[object.kind];
  if (!model) return [`${nameOf(object)}: no schema of ${object.apiVersion} is known`];
  const read = new Map<object, Set<string>>();
  try {
    model.prototype.validate.call(watched(object, read));
  } catch (error) {
    return [`${nameOf(object)}: ${(error as Error).message}`];
  }
  return unread(object, read, "").map((path) => `${nameOf(object)}: there is no field ${path}`);
}

/**
 * The object as the validator sees it. The validators are compiled from the schemas and look at each field that
 * they know and at no other, so what they did not look at is no field.
 */
function watched<T extends object>(value: T, read: Map<object, Set<string>>): T {
  return new Proxy(value, {
    get(target, key, receiver) {
      if (typeof key === "string") {
        const seen = read.get(target) ?? new Set();
        read.set(target, seen.add(key));
      }
      const field = Reflect.get(target, key, receiver);
      return typeof field === "object" && field !== null ? watched(field, read) : field;
    },
  });
}

/** Where nothing at all was looked at, anything may stand: a map without a schema. */
function unread(value: unknown, read: Map<object, Set<string>>, path: string): string[] {
  if (typeof value !== "object" || value === null) return [];
  const seen = read.get(value);
  if (!seen) return [];
  return Object.entries(value).flatMap(([key, field]) =>
    seen.has(key) ? unread(field, read, `${path}/${key}`) : [`${path}/${key}`],
  );
}
