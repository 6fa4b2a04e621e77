import { csvFiles } from "./hostile/csv-files.ts";
import { giftFiles } from "./hostile/gift-files.ts";
import type { HostileFile } from "./hostile/hostile-file.ts";
import { jsonFiles, openTdbFiles } from "./hostile/json-files.ts";
import { moodleFiles } from "./hostile/moodle-files.ts";
import { aikenFiles, anyFiles, openTriviaFiles } from "./hostile/text-files.ts";
import { xlsxFiles } from "./hostile/xlsx-files.ts";

/** All hostile files, one or more of each kind and format. */
export const HOSTILE_FILES: readonly HostileFile[] = [
  ...anyFiles,
  ...jsonFiles,
  ...openTdbFiles,
  ...openTriviaFiles,
  ...giftFiles,
  ...aikenFiles,
  ...csvFiles,
  ...xlsxFiles,
  ...moodleFiles,
];
