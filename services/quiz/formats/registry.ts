import type { ExportFormat, ImportFormat } from "../../../platform/domain/quiz-formats.ts";
import { aiken } from "./aiken/aiken.ts";
import { csv } from "./csv/csv.ts";
import { gift } from "./gift/gift.ts";
import { json } from "./json/json.ts";
import { moodle } from "./moodle/moodle.ts";
import { openTdb } from "./opentdb/opentdb.ts";
import { openTriviaQa } from "./opentriviaqa/opentriviaqa.ts";
import type { Reader, Writer } from "./shared/format.ts";
import { xlsx } from "./xlsx/xlsx.ts";

/**
 * The reader of each import format. The format of a file is detected by asking them in this order: the surest signs
 * come first.
 */
export const readers: Record<ImportFormat, Reader> = {
  xlsx,
  moodle,
  opentdb: openTdb,
  json,
  opentriviaqa: openTriviaQa,
  aiken,
  csv,
  gift,
};

/** The writer of each export format. */
export const writers: Record<ExportFormat, Writer> = { json, gift, aiken, csv, xlsx, moodle };
