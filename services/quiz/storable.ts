import { type FieldError, ValidationError } from "../../platform/errors.ts";

/**
 * Finds all texts in `value` that Postgres cannot store. JSON can express U+0000 and half a surrogate pair, jsonb
 * cannot.
 *
 * @param path the path of `value` in the body; empty for the body itself
 */
export function unstorableTexts(value: unknown, path = ""): FieldError[] {
  if (typeof value === "string") {
    if (value.includes("\0"))
      return [{ path, reason: "contains the character U+0000, which cannot be stored" }];
    if (!value.isWellFormed())
      return [{ path, reason: "contains half of a surrogate pair, which is not text" }];
    return [];
  }
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    unstorableTexts(inner, path ? `${path}.${key}` : key),
  );
}

/** @throws ValidationError with every text that cannot be stored */
export function checkStorable(value: unknown): void {
  const errors = unstorableTexts(value);
  if (errors.length > 0) throw new ValidationError(errors);
}
