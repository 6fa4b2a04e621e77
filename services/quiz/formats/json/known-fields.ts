import { z } from "zod";
import { questionKinds } from "../../../../platform/domain/question-kinds/registry.ts";
import { isObject } from "./loose-fields.ts";

/** How many names a note lists, and how long each may be, in UTF-16 code units. */
const MAX_NAMES = 10;
const MAX_NAME_LENGTH = 40;

/** The fields of a file that a quiz does not have, told once for the whole file. */
export class UnknownFields {
  /** By the way in which a note names them: `"id"`, `"category" of questions`. */
  readonly #names = new Set<string>();
  #hasMore = false;

  /** @param owner such as "questions"; empty for the quiz itself */
  add(name: string, owner: string): void {
    // Nothing more is told. A file may have hundreds of thousands of names.
    if (this.#hasMore) return;
    const short =
      name.length > MAX_NAME_LENGTH ? `${name.slice(0, MAX_NAME_LENGTH - 1).toWellFormed()}…` : name;
    const told = JSON.stringify(short) + (owner && ` of ${owner}`);
    if (this.#names.has(told)) return;
    if (this.#names.size < MAX_NAMES) this.#names.add(told);
    else this.#hasMore = true;
  }

  notes(): string[] {
    if (this.#names.size === 0) return [];
    const names = [...this.#names, ...(this.#hasMore ? ["and others"] : [])];
    return [`set aside, because a quiz has no such fields: ${names.join(", ")}`];
  }
}

/** The question without the fields that its kind does not have. If its kind is unknown, it is returned as it is. */
export function withKnownFields(question: unknown, unknown: UnknownFields): unknown {
  const kind: unknown = Object(question).kind;
  if (typeof kind !== "string" || !Object.hasOwn(questionKinds, kind)) return question;
  const { schema } = questionKinds[kind as keyof typeof questionKinds];
  return known(schema, question, unknown, "questions");
}

function known(schema: z.core.$ZodType, value: unknown, unknown: UnknownFields, owner: string): unknown {
  if (schema instanceof z.ZodArray && Array.isArray(value)) {
    return value.map((element) => known(schema.element, element, unknown, owner));
  }
  if (!(schema instanceof z.ZodObject) || !isObject(value)) return value;
  const { shape } = schema as z.ZodObject;
  const entries = Object.entries(value).filter(([name]) => {
    const isKnown = Object.hasOwn(shape, name);
    if (!isKnown) unknown.add(name, owner);
    return isKnown;
  });
  return Object.fromEntries(
    entries.map(([name, inner]) => [name, known(shape[name]!, inner, unknown, name)]),
  );
}
