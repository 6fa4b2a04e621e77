import type { Context, Middleware } from "moleculer";
import type { z } from "zod";
import { type Fault, ValidationError } from "../errors.ts";
import { type ActionName, params } from "./contracts.ts";

/** The faults that a schema found, one line a field. */
export function faultsOf(error: z.ZodError): Fault[] {
  return error.issues.flatMap((issue) =>
    issue.code === "unrecognized_keys"
      ? issue.keys.map((key) => ({ path: [...issue.path, key].join("."), reason: "there is no such field" }))
      : [{ path: issue.path.join("."), reason: issue.message }],
  );
}

/**
 * Checks `given` against a schema.
 *
 * @throws ValidationError that lists every field at fault
 */
export function check<S extends z.ZodType>(schema: S, given: unknown): z.output<S> {
  const read = schema.safeParse(given);
  if (!read.success) throw new ValidationError(faultsOf(read.error));
  return read.data;
}

/**
 * Middleware: every action that the contract names has its params checked at its own door, wherever the caller
 * sits; the handler gets what the schema makes of them (defaults filled in, instants as epoch ms). The schemas
 * stay out of the service descriptions that nodes exchange.
 */
export const contractChecks: Middleware = {
  name: "ContractChecks",
  localAction(next, action) {
    const schema = action.name && action.name in params ? params[action.name as ActionName] : undefined;
    if (!schema) return next;
    return async function checked(ctx: Context) {
      ctx.params = check(schema, ctx.params ?? {});
      return next.call(this, ctx);
    };
  },
};
