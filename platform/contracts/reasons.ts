import { z } from "zod";

/**
 * The words in which schemas say why a value is not valid: they end in replies to clients, in notes on imports and in
 * messages to operators. A schema may have its own (`{ error: "…" }`).
 */
z.config({ customError: (issue) => reasonOf(issue) });

type Issue = z.core.$ZodRawIssue;

function reasonOf(issue: Issue): string {
  if (issue.input === undefined && issue.code !== "custom") return `is missing: ${requirement(issue)}`;
  return requirement(issue);
}

function requirement(issue: Issue): string {
  switch (issue.code) {
    case "invalid_type":
      return mustBe(issue);
    case "invalid_value":
      return `must be ${oneOf(issue.values)}`;
    case "too_small":
      return `must ${sizeVerb(issue.origin)} ${issue.inclusive === false ? "more than" : "at least"} ${sized(issue.origin, issue.minimum)}`;
    case "too_big":
      return `must ${sizeVerb(issue.origin)} ${issue.inclusive === false ? "less than" : "at most"} ${sized(issue.origin, issue.maximum)}`;
    case "not_multiple_of":
      return `must be a multiple of ${issue.divisor}`;
    case "invalid_format":
      return issue.format === "datetime"
        ? "must be a date and time with a time zone (`Z` or an offset), such as 2026-05-04T18:30:00Z or 2026-05-04T18:30:00+01:00"
        : "has the wrong form";
    case "unrecognized_keys":
      return "unknown field";
    case "invalid_union":
      // The reasons of the branches are better if the value has the type of one of them: see validation.ts.
      return Array.isArray(issue.options) && issue.options.length > 0
        ? `must be ${oneOf(issue.options as z.core.util.Primitive[])}`
        : "must have another type";
    default:
      return "is not allowed here";
  }
}

/** What a value of each type is called in JSON, by people who do not program. */
const TYPE_NAMES: Partial<Record<string, string>> = {
  string: "a text in quotes",
  number: "a number",
  int: "a whole number",
  boolean: "true or false, without quotes",
  array: "a list in [ ]",
  object: "an object in { }",
  record: "an object in { }",
  null: "null",
};

/** The type, and the bounds if the schema has any: then one error is enough to get it right. */
function mustBe({ expected, inst, input }: Extract<Issue, { code: "invalid_type" }>): string {
  if (input === Infinity || input === -Infinity) return "must be a number that is not too large for a double";
  const schema = inst as Partial<z.ZodNumber> | undefined;
  if (expected === "number" || expected === "int") {
    const name = TYPE_NAMES[schema?.isInt ? "int" : expected];
    return `must be ${name}${range(schema?.minValue, schema?.maxValue)}`;
  }
  return `must be ${TYPE_NAMES[expected] ?? "a value of another type"}`;
}

function range(min: number | null | undefined, max: number | null | undefined): string {
  const isBound = (bound: number | null | undefined) => Math.abs(bound ?? Infinity) < Number.MAX_SAFE_INTEGER;
  if (isBound(min)) return isBound(max) ? ` from ${min} to ${max}` : ` of at least ${min}`;
  return isBound(max) ? ` of at most ${max}` : "";
}

const COUNTED: Partial<Record<string, [one: string, several: string]>> = {
  string: ["character", "characters"],
  array: ["entry", "entries"],
  set: ["entry", "entries"],
  map: ["entry", "entries"],
  object: ["field", "fields"],
};

function sizeVerb(origin: string): string {
  return COUNTED[origin] ? "have" : "be";
}

function sized(origin: string, size: number | bigint | Date): string {
  const [one, several] = COUNTED[origin] ?? [];
  return one === undefined ? `${size}` : `${size} ${Number(size) === 1 ? one : several}`;
}

function oneOf(values: readonly z.core.util.Primitive[]): string {
  const names = values.map((value) => (typeof value === "string" ? `"${value}"` : String(value)));
  return names.length === 1 ? names[0]! : `one of ${names.join(", ")}`;
}
