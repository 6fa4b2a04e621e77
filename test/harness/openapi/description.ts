import { readFileSync } from "node:fs";

/** The API's description as a client reads it: only the parts that the validator needs. */
export interface Description {
  paths: Record<string, Record<string, Operation>>;
  components: {
    schemas: Record<string, Schema>;
    examples?: Record<string, { value: unknown }>;
    headers?: Record<string, Header>;
    parameters?: Record<string, Parameter>;
    responses?: Record<string, DescribedReply>;
  };
}

export type Schema = Record<string, unknown>;
interface Ref {
  $ref: string;
}
export interface Parameter {
  name: string;
  in: "path" | "query" | "header";
  required?: boolean;
  schema: Schema;
}
export interface Header {
  required?: boolean;
  "x-every-reply"?: boolean;
  schema: Schema;
}
type Content = Record<string, { schema?: Schema }>;
export interface DescribedReply {
  content?: Content;
  headers?: Record<string, Header | Ref>;
}
export interface Operation {
  operationId: string;
  parameters?: (Parameter | Ref)[];
  requestBody?: { required?: boolean; content: Content };
  responses: Record<string, DescribedReply | Ref>;
}

/** Reads the file of the repository. */
export function readDescription(): Description {
  return JSON.parse(readFileSync(new URL("../../../docs/openapi.json", import.meta.url), "utf8"));
}

/** What a reference within the description means; anything else as it is. */
export function resolve<T extends object>(description: Description, value: T | Ref): T {
  if (!("$ref" in value)) return value;
  const names = value.$ref.split("/").slice(1);
  const target = names.reduce<unknown>(
    (parent, name) => (parent as Record<string, unknown>)?.[name],
    description,
  );
  if (target === undefined) throw new Error(`The description has no ${value.$ref}.`);
  return target as T;
}

interface Candidate {
  pattern: RegExp;
  parameters: number;
  operation: Operation;
}

/** Finds the operation of a call, as OpenAPI says: a path without parameters comes before one with them. */
export class Operations {
  readonly #byMethod = new Map<string, Candidate[]>();

  constructor({ paths }: Description) {
    for (const [path, operations] of Object.entries(paths)) {
      const pattern = new RegExp(`^${path.replaceAll(".", "\\.").replace(/\{(\w+)\}/g, "(?<$1>[^/]+)")}$`);
      const parameters = path.split("{").length - 1;
      for (const [method, operation] of Object.entries(operations)) {
        const candidates = this.#byMethod.get(method) ?? [];
        candidates.push({ pattern, parameters, operation });
        this.#byMethod.set(method, candidates);
      }
    }
    for (const candidates of this.#byMethod.values()) candidates.sort((a, b) => a.parameters - b.parameters);
  }

  /** @param method such as "GET" @param pathname without the query */
  find(
    method: string,
    pathname: string,
  ): { operation: Operation; inPath: Record<string, string> } | undefined {
    for (const { pattern, operation } of this.#byMethod.get(method.toLowerCase()) ?? []) {
      const match = pattern.exec(pathname);
      if (match) return { operation, inPath: { ...match.groups } };
    }
    return undefined;
  }
}
