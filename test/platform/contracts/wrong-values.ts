import type { z } from "zod";

/** A change of one field of a body: the body with it, the path of the field, and its schema. */
export interface WrongBody {
  path: string;
  body: unknown;
}

const VALUES: unknown[] = [
  undefined,
  null,
  true,
  0,
  -1,
  1.5,
  1e12,
  -1e300,
  Infinity,
  "",
  " ",
  "x",
  "\u0000",
  "\ud800",
  "2026-05-04T18:30:00",
  "y".repeat(10_000),
  [],
  [null],
  ["x", "x"],
  new Array(10_001).fill(1),
  {},
  { unknown: 1 },
];

interface Definition {
  type: string;
  shape?: Record<string, z.ZodType>;
  element?: z.ZodType;
  options?: z.ZodType[];
  innerType?: z.ZodType;
  in?: z.ZodType;
  values?: unknown[];
  entries?: Record<string, unknown>;
}

const definitionOf = (schema: z.ZodType) => schema.def as unknown as Definition;

/** A value that has the form of the schema; it need not be valid. */
export function sampleOf(schema: z.ZodType): unknown {
  const { type, shape, element, options, innerType, in: input, values, entries } = definitionOf(schema);
  if (shape) {
    return Object.fromEntries(Object.entries(shape).map(([name, field]) => [name, sampleOf(field)]));
  }
  if (element) return [sampleOf(element), sampleOf(element)];
  if (options) return sampleOf(options[0]!);
  if (innerType ?? input) return sampleOf((innerType ?? input)!);
  if (values) return values[0];
  if (entries) return Object.values(entries)[0];
  return { number: 1, boolean: true, string: "2026-05-04T18:30:00Z" }[type] ?? [1];
}

/** Bodies that each have one wrong value, in every field at every depth and of every type. */
export function* wrongBodies(
  schema: z.ZodType,
  whole = (value: unknown) => value,
  path = "",
): Generator<WrongBody> {
  for (const value of VALUES) yield { path, body: whole(value) };
  const { shape, element, options, innerType, in: input } = definitionOf(schema);
  const pathTo = (name: string) => (path ? `${path}.${name}` : name);
  if (shape) {
    const sample = sampleOf(schema) as object;
    for (const [name, field] of Object.entries(shape)) {
      const { [name as never]: _, ...others } = sample as Record<string, unknown>;
      yield { path: pathTo(name), body: whole(others) };
      yield* wrongBodies(field, (value) => whole({ ...sample, [name]: value }), pathTo(name));
    }
    yield { path: pathTo("unknown"), body: whole({ ...sample, unknown: 1 }) };
  }
  if (element) yield* wrongBodies(element, (value) => whole([value]), pathTo("0"));
  for (const option of options ?? []) yield* wrongBodies(option, whole, path);
  const inner = innerType ?? input;
  if (inner) yield* wrongBodies(inner, whole, path);
}
