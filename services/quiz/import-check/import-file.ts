import { MAX_QUESTIONS } from "../../../platform/domain/quiz.ts";
import { ValidationError } from "../../../platform/errors.ts";
import type { Skipped } from "../importing/validate-parts.ts";
import { readImport } from "../threads/read-import.ts";

/** What the importer did with one file. */
export type ImportOutcome =
  | { kind: "imported"; imported: number; skipped: Skipped[] }
  | { kind: "refused"; reason: string }
  | { kind: "crashed"; reason: string };

/** Imports a whole file as a host would: the format is detected, and a long file is imported in parts. */
export async function importFile(bytes: Buffer): Promise<ImportOutcome> {
  try {
    const first = await readImport(bytes, { from: 1, take: MAX_QUESTIONS });
    let imported = first.questions;
    for (let { left } = first; left > 0; ) {
      const part = await readImport(bytes, { from: imported + 1, take: MAX_QUESTIONS });
      imported += part.questions;
      left = part.left;
    }
    return { kind: "imported", imported, skipped: first.skipped };
  } catch (error) {
    if (!(error instanceof ValidationError)) return { kind: "crashed", reason: String(error) };
    const errors = error.data as { path: string; reason: string }[];
    return { kind: "refused", reason: errors.map(({ path, reason }) => `${path} ${reason}`).join("; ") };
  }
}
