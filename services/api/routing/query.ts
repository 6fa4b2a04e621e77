import { z } from "zod";
import { check } from "../../../platform/contracts/validation.ts";

/** A whole number in a query, between two bounds. */
export const wholeInQuery = (fallback: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, "must be a whole number")
    .transform(Number)
    .pipe(z.number().min(1).max(max))
    .default(fallback);

export const pageQuery = z.strictObject({
  limit: wholeInQuery(20, 100),
  cursor: z.string().max(200).optional(),
});

/**
 * Checks a query; of a name given twice the last counts.
 *
 * @throws ValidationError
 */
export function checkQuery<S extends z.ZodObject>(schema: S, query: URLSearchParams): z.output<S> {
  return check(schema, Object.fromEntries(query));
}
