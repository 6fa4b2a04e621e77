import type { Context, Middleware } from "moleculer";
import type { z } from "zod";
import { type FieldError, ValidationError } from "../errors.ts";
import { type ActionName, params } from "./contracts.ts";

/** The errors that a schema found, one per field. */
export function fieldErrors(error: z.ZodError): FieldError[] {
  return error.issues.flatMap((issue) =>
    issue.code === "unrecognized_keys"
      ? issue.keys.map((key) => ({ path: [...issue.path, key].join("."), reason: "unknown field" }))
      : [{ path: issue.path.join("."), reason: issue.message }],
  );
}

/**
 * Parses a value with a schema.
 *
 * @throws ValidationError with the errors of all fields
 */
export function parseOrThrow<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new ValidationError(fieldErrors(parsed.error));
  return parsed.data;
}

/**
 * Middleware: the node of an action checks the params of every call, from whichever node it comes. The handler gets
 * the params as its schema returns them: with defaults, and dates as epoch ms. Actions that are not in the contract
 * are not checked. The schemas are not part of the service descriptions that nodes exchange.
 */
export const validateParams: Middleware = {
  name: "ValidateParams",
  localAction(next, action) {
    const schema = action.name && action.name in params ? params[action.name as ActionName] : undefined;
    if (!schema) return next;
    return async function validated(ctx: Context) {
      ctx.params = parseOrThrow(schema, ctx.params ?? {});
      return next.call(this, ctx);
    };
  },
};
