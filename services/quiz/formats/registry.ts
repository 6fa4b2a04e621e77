import type { ExportFormat, ImportFormat } from "../../../platform/domain/quiz-formats.ts";
import type { Reader, Writer } from "./format.ts";
import { json } from "./json.ts";
import { openTriviaQa } from "./opentriviaqa.ts";

/** The reader of each import format. The format of a file is detected by asking them in this order. */
export const readers: Record<ImportFormat, Reader> = { json, opentriviaqa: openTriviaQa };
/** The writer of each export format. */
export const writers: Record<ExportFormat, Writer> = { json };
