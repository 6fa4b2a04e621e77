import { z } from "zod";
import { importFormatSchema } from "../../../platform/domain/quiz-formats.ts";
import type { ImportOutcome } from "./import-file.ts";

const expectationSchema = z.union([
  z.object({ imported: z.int(), skipped: z.int() }),
  z.object({ refused: z.literal(true) }),
]);
/** How many questions of a file are imported and skipped, or that the file is refused. */
export type Expectation = z.output<typeof expectationSchema>;

/** The form of EXPECTED.json: one expectation per file, by its path in the folder. Other files are not judged. */
export const expectationsSchema = z.record(z.string(), expectationSchema);

/** `unjudged`: EXPECTED.json does not name the file. `unsupported`: the importer does not know its format yet. */
export type Judgement = "ok" | "wrong" | "unjudged" | "unsupported";

/**
 * Compares what the importer did with what was expected.
 *
 * @param path the file's path in the folder; a subfolder is named after the format of its files
 */
export function judge(path: string, outcome: ImportOutcome, expected: Expectation | undefined): Judgement {
  if (outcome.kind === "crashed") return "wrong";
  if (!expected) return "unjudged";
  if (isAsExpected(outcome, expected)) return "ok";
  return "imported" in expected && !isSupported(path) ? "unsupported" : "wrong";
}

function isAsExpected(outcome: ImportOutcome, expected: Expectation): boolean {
  if ("refused" in expected) return outcome.kind === "refused";
  return (
    outcome.kind === "imported" &&
    outcome.imported === expected.imported &&
    outcome.skipped.length === expected.skipped
  );
}

/** Files outside of any subfolder are always judged. */
function isSupported(path: string): boolean {
  const [folder, ...rest] = path.split("/");
  return rest.length === 0 || importFormatSchema.safeParse(folder).success;
}
