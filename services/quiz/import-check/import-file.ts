import { MAX_QUESTIONS } from "../../../platform/domain/quiz.ts";
import { ValidationError } from "../../../platform/errors.ts";
import type { Skipped } from "../formats/format.ts";
import { parseImport } from "../import.ts";

/** What the importer did with one file. */
export type ImportOutcome =
  | { kind: "imported"; imported: number; skipped: Skipped[] }
  | { kind: "refused"; reason: string }
  | { kind: "crashed"; reason: string };

/** Imports a whole file as a host would: the format is detected, and a long file is imported in parts. */
export function importFile(bytes: Buffer): ImportOutcome {
  try {
    const first = parseImport(bytes, { from: 1, take: MAX_QUESTIONS });
    let imported = first.content.questions.length;
    for (let { left } = first; left > 0; ) {
      const part = parseImport(bytes, { from: imported + 1, take: MAX_QUESTIONS });
      imported += part.content.questions.length;
      left = part.left;
    }
    return { kind: "imported", imported, skipped: first.skipped };
  } catch (error) {
    if (!(error instanceof ValidationError)) return { kind: "crashed", reason: String(error) };
    const errors = error.data as { path: string; reason: string }[];
    return { kind: "refused", reason: errors.map(({ path, reason }) => `${path} ${reason}`).join("; ") };
  }
}
