import { z } from "zod";
import type { ImportOutcome } from "./import-file.ts";

const expectationSchema = z.union([
  z.object({ imported: z.int(), skipped: z.int() }),
  z.object({ refused: z.literal(true) }),
]);
/** How many questions of a file are imported and skipped, or that the file is refused. */
export type Expectation = z.output<typeof expectationSchema>;

/** The form of EXPECTED.json: one expectation per file, by its path in the folder. Other files are not judged. */
export const expectationsSchema = z.record(z.string(), expectationSchema);

/** `unjudged`: EXPECTED.json does not name the file. */
export type Judgement = "ok" | "wrong" | "unjudged";

/** Compares what the importer did with what was expected. */
export function judge(outcome: ImportOutcome, expected: Expectation | undefined): Judgement {
  if (outcome.kind === "crashed") return "wrong";
  if (!expected) return "unjudged";
  return isAsExpected(outcome, expected) ? "ok" : "wrong";
}

function isAsExpected(outcome: ImportOutcome, expected: Expectation): boolean {
  if ("refused" in expected) return outcome.kind === "refused";
  return (
    outcome.kind === "imported" &&
    outcome.imported === expected.imported &&
    outcome.skipped.length === expected.skipped
  );
}
