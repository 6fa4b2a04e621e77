import { z } from "zod";
import { checkStorable } from "../../../platform/contracts/check-storable.ts";
import { parseOrThrow } from "../../../platform/contracts/validation.ts";
import { ValidationError } from "../../../platform/errors.ts";

/** A whole number from 1 to `max` in a query. */
export const intParam = (fallback: number, max: number) => {
  const reason = `must be a whole number from 1 to ${max}`;
  return z
    .string()
    .regex(/^\d{1,9}$/, reason)
    .transform(Number)
    .pipe(z.number().min(1, reason).max(max, reason))
    .default(fallback)
    .meta({ type: "integer", minimum: 1, maximum: max });
};

export const pageQuery = z.object({
  limit: intParam(20, 100).describe("How many items at most"),
  cursor: z.string().max(200).optional().describe("`nextCursor` of the page before"),
});

/**
 * Validates a query by one rule for all routes. A known name may be given once. Unknown names are ignored if the schema
 * is a `z.object`, as for all reads: proxies and browsers add names of their own. With a `z.strictObject` they are
 * errors: a command must not be carried out without an option that was mistyped.
 *
 * @throws ValidationError
 */
export function parseQuery<S extends z.ZodObject>(schema: S, query: URLSearchParams): z.output<S> {
  const repeated = Object.keys(schema.shape).filter((name) => query.getAll(name).length > 1);
  if (repeated.length > 0) {
    throw new ValidationError(repeated.map((path) => ({ path, reason: "must be given only once" })));
  }
  const parsed = parseOrThrow(schema, Object.fromEntries(query));
  checkStorable(parsed);
  return parsed;
}
