import { z } from "zod";
import { parseOrThrow } from "../../../platform/contracts/validation.ts";

/** A whole number from 1 to `max` in a query. */
export const intParam = (fallback: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, "must be a whole number")
    .transform(Number)
    .pipe(z.number().min(1).max(max))
    .default(fallback);

export const pageQuery = z.strictObject({
  limit: intParam(20, 100),
  cursor: z.string().max(200).optional(),
});

/**
 * Validates a query. If a name occurs twice, its last value counts.
 *
 * @throws ValidationError
 */
export function parseQuery<S extends z.ZodObject>(schema: S, query: URLSearchParams): z.output<S> {
  return parseOrThrow(schema, Object.fromEntries(query));
}
