import { z } from "zod";

/** The formats in which a quiz can be imported. `services/quiz/formats/registry.ts` has the reader of each. */
export const importFormatSchema = z.enum([
  "json",
  "gift",
  "aiken",
  "csv",
  "xlsx",
  "moodle",
  "opentdb",
  "opentriviaqa",
]);
export type ImportFormat = z.output<typeof importFormatSchema>;

/** The formats in which a quiz can be exported. `services/quiz/formats/registry.ts` has the writer of each. */
export const exportFormatSchema = z.enum(["json", "gift", "aiken", "csv", "xlsx", "moodle"]);
export type ExportFormat = z.output<typeof exportFormatSchema>;
