import type { Context, Middleware } from "moleculer";
import type { z } from "zod";
import { type FieldError, ValidationError } from "../errors.ts";
import { type ActionName, params } from "./contracts.ts";
import "./reasons.ts";

/** How many errors a reply lists, and how long their texts are, in UTF-16 code units. */
const MAX_ERRORS = 100;
const MAX_LENGTH = 300;

/** The errors that a schema found, one per field. */
export function fieldErrors(error: z.ZodError): FieldError[] {
  return boundedErrors(errorsOf(error.issues, []));
}

/**
 * The first errors of a list, and how many more there are. Paths and reasons are cut: names of fields in a body can
 * be as long as the body, and a reply with all of them can be longer.
 */
export function boundedErrors(errors: Iterable<FieldError>): FieldError[] {
  const listed: FieldError[] = [];
  let more = 0;
  for (const { path, reason } of errors) {
    if (listed.length < MAX_ERRORS) listed.push({ path: cut(path), reason: cut(reason) });
    else more++;
  }
  return more === 0 ? listed : [...listed, { path: "", reason: `${more} more errors` }];
}

function cut(text: string): string {
  return text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH - 1).toWellFormed()}…` : text;
}

function* errorsOf(
  issues: readonly z.core.$ZodIssue[],
  parent: readonly PropertyKey[],
): Generator<FieldError> {
  for (const issue of issues) {
    const path = [...parent, ...issue.path];
    if (issue.code === "unrecognized_keys") {
      for (const key of issue.keys) yield { path: [...path, key].join("."), reason: "unknown field" };
      continue;
    }
    const branches = issue.code === "invalid_union" ? issue.errors : [];
    const branch = meantBranch(branches);
    if (branch) yield* errorsOf(branch, path);
    else {
      const reason = branches.length > 0 ? reasonOfAll(branches) : issue.message;
      yield { path: path.join("."), reason };
    }
  }
}

/** What a value must be that has the type of no branch of a union. */
function reasonOfAll(branches: readonly z.core.$ZodIssue[][]): string {
  const reasons = branches.map(([first]) => first!.message.replace(/^must be /, ""));
  return `must be ${[...new Set(reasons)].join(" or ")}`;
}

/** The branch of a union that a value of the wrong form is closest to; undefined if it has the type of none of them. */
function meantBranch(branches: readonly z.core.$ZodIssue[][]): z.core.$ZodIssue[] | undefined {
  const sameType = branches.filter((issues) => !issues.some(isOfAnotherType));
  return sameType.sort((one, other) => one.length - other.length)[0];
}

function isOfAnotherType({ code, path }: z.core.$ZodIssue): boolean {
  return path.length === 0 && (code === "invalid_type" || code === "invalid_value");
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
