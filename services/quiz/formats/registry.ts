import type { ExportFormat, ImportFormat, Reader, Writer } from "./format.ts";
import { json } from "./json.ts";
import { openTriviaQa } from "./opentriviaqa.ts";

/** Every format of the contract. Detection asks the readers in this order. */
export const readers: Record<ImportFormat, Reader> = { json, opentriviaqa: openTriviaQa };
export const writers: Record<ExportFormat, Writer> = { json };
