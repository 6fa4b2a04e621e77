import type { FieldError } from "../../errors.ts";

/** Whether Postgres can store a text: it has no U+0000 and no half of a surrogate pair. */
export function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes("\u0000");
}

/**
 * Finds all texts in `value` that Postgres cannot store. JSON can express U+0000 and half a surrogate pair, jsonb
 * cannot.
 *
 * @param path the path of `value` in the body; empty for the body itself
 */
export function* unstorableTexts(value: unknown, path = ""): Generator<FieldError> {
  if (typeof value === "string") {
    if (value.includes("\0")) yield { path, reason: "contains the character U+0000, which cannot be stored" };
    else if (!value.isWellFormed())
      yield { path, reason: "contains half of a surrogate pair, which is not text" };
  } else if (typeof value === "object" && value !== null) {
    for (const [key, inner] of Object.entries(value)) {
      if (typeof inner === "object" || typeof inner === "string")
        yield* unstorableTexts(inner, path ? `${path}.${key}` : key);
    }
  }
}
