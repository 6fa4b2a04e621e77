import { readRecords } from "../../formats/csv/records.ts";
import { isResponseSheet } from "../../formats/shared/response-sheet.ts";
import type { ForeignKind } from "./foreign-kind.ts";

/** So much of a file is read, in characters and in rows. */
const SAMPLE = 64 * 1024;
const ROWS = 4;

/** A CSV file with the answers to a form or a test. */
export function responseSheet(text: string): ForeignKind | null {
  const rows = firstRows(text.slice(0, SAMPLE));
  if (!isResponseSheet(rows)) return null;
  return {
    name: "a sheet with people's answers to a form or a test",
    advice: "it has answers, not questions; export the questions themselves",
  };
}

function firstRows(text: string): string[][] {
  const [firstLine = ""] = text.trimStart().split(/[\r\n]/, 1);
  const delimiter =
    ([";", "\t"] as const).find((sign) => count(firstLine, sign) > count(firstLine, ",")) ?? ",";
  // Most texts are no table.
  if (!firstLine.includes(delimiter)) return [];
  try {
    return readRecords(text, delimiter, ROWS).rows.map(({ cells }) => cells);
  } catch {
    return [];
  }
}

function count(text: string, sign: string): number {
  return text.split(sign).length - 1;
}
