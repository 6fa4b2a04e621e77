import { type Fault, ValidationError } from "../../platform/errors.ts";

/**
 * Every text within `value` that Postgres cannot hold: its jsonb knows neither U+0000 nor half a surrogate pair,
 * both of which JSON can spell.
 *
 * @param path where `value` itself stands in the body; empty at its top
 */
export function unstorable(value: unknown, path = ""): Fault[] {
  if (typeof value === "string") {
    if (value.includes("\0")) return [{ path, reason: "holds the character U+0000, which cannot be stored" }];
    if (!value.isWellFormed()) return [{ path, reason: "holds half of a surrogate pair, which is no text" }];
    return [];
  }
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => unstorable(inner, path ? `${path}.${key}` : key));
}

/** @throws ValidationError that names every text which cannot be stored */
export function checkStorable(value: unknown): void {
  const faults = unstorable(value);
  if (faults.length > 0) throw new ValidationError(faults);
}
