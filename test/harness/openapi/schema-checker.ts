import { Ajv2020, type ErrorObject, type ValidateFunction } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import type { Description, Schema } from "./description.ts";

/** Checks a value against a schema of the description; returns what is wrong. */
type Check = (value: unknown, name: string) => string[];

const MOST_PROBLEMS = 5;

/**
 * Checks values against the description's schemas. Each schema is compiled when it is first needed.
 *
 * @param isClosed whether a field that an object's schema does not have is a problem. The description leaves replies
 * open, so that they may get more fields later.
 */
export class SchemaChecker {
  readonly #ajv: Ajv2020;
  readonly #isClosed: boolean;
  readonly #checks = new Map<Schema, Check>();
  /** Many operations have equal schemas. */
  readonly #checksByText = new Map<string, Check>();

  constructor({ components }: Description, isClosed: boolean) {
    this.#isClosed = isClosed;
    this.#ajv = new Ajv2020({
      strict: false,
      validateSchema: false,
      discriminator: true,
      addUsedSchema: false,
      code: { optimize: false },
    });
    formats.default(this.#ajv, ["date-time", "uri", "uri-reference"]);
    const schemas = this.#prepared(components.schemas);
    this.#ajv.addSchema({ $id: "api", components: { schemas } });
  }

  check(schema: Schema, value: unknown, name: string): string[] {
    let check = this.#checks.get(schema);
    if (check === undefined) {
      check = this.#checksByText.getOrInsertComputed(JSON.stringify(schema), () => this.#compile(schema));
      this.#checks.set(schema, check);
    }
    return check(value, name);
  }

  #compile(schema: Schema): Check {
    const validate = this.#ajv.compile(this.#prepared(schema) as object);
    return (value, name) => (validate(value) ? [] : problemsOf(validate, name));
  }

  /** A copy with references that ajv resolves, without what ajv does not know. */
  #prepared(schema: unknown): unknown {
    if (Array.isArray(schema)) return schema.map((item) => this.#prepared(item));
    if (typeof schema !== "object" || schema === null) return schema;
    const copy: Record<string, unknown> = {};
    for (const [key, value] of Object.entries(schema)) {
      if (key === "examples" || key === "example" || key === "default") continue;
      if (key === "$ref" && typeof value === "string") copy.$ref = `api${value}`;
      else if (key === "discriminator" && "oneOf" in schema) copy[key] = withoutMapping(value);
      else copy[key] = this.#prepared(value);
    }
    const isObject = "properties" in schema && !("additionalProperties" in schema) && isSchema(schema);
    if (this.#isClosed && isObject) copy.additionalProperties = false;
    return copy;
  }
}

/** Whether `properties` is the keyword, and not a property of that name. */
function isSchema(schema: object): boolean {
  return "type" in schema && (schema as { type: unknown }).type === "object";
}

/** The names of the schemas. They are the values of the property already, as `const`. */
function withoutMapping(discriminator: unknown): unknown {
  const { propertyName } = discriminator as { propertyName: string };
  return { propertyName };
}

function problemsOf({ errors }: ValidateFunction, name: string): string[] {
  const all = errors ?? [];
  const own = all.filter(({ keyword }) => keyword !== "anyOf" && keyword !== "oneOf");
  const texts = new Set((own.length > 0 ? own : all).map((error) => textOf(error, name)));
  return [...texts].slice(0, MOST_PROBLEMS);
}

function textOf({ instancePath, message, params }: ErrorObject, name: string): string {
  const details = Object.entries(params)
    .filter(([, value]) => typeof value === "string" || typeof value === "number")
    .map(([key, value]) => `${key}: ${value}`);
  const where = instancePath.slice(1).replaceAll("/", ".");
  return `${name}${where === "" ? "" : ` ${where}`}: ${message}${details.length > 0 ? ` (${details.join(", ")})` : ""}`;
}
