import { isResponseSheet } from "../../formats/shared/response-sheet.ts";
import type { ForeignKind } from "./foreign-kind.ts";

/** So much of a file is read, in characters and in rows. */
const SAMPLE = 64 * 1024;
const ROWS = 4;

/** A CSV file with the answers to a form or a test. */
export async function responseSheet(text: string): Promise<ForeignKind | null> {
  const rows = await firstRows(text.slice(0, SAMPLE));
  if (!isResponseSheet(rows)) return null;
  return {
    name: "a sheet with people's answers to a form or a test",
    advice: "it has answers, not questions; export the questions themselves",
  };
}

async function firstRows(text: string): Promise<string[][]> {
  const [firstLine = ""] = text.trimStart().split(/[\r\n]/, 1);
  const delimiter = [";", "\t"].find((sign) => count(firstLine, sign) > count(firstLine, ",")) ?? ",";
  // Most texts are no table: then the library is not needed.
  if (!firstLine.includes(delimiter)) return [];
  const { parse } = await import("csv-parse/sync");
  try {
    return parse(text, {
      delimiter,
      to: ROWS,
      relax_quotes: true,
      relax_column_count: true,
      skip_empty_lines: true,
    });
  } catch {
    return [];
  }
}

function count(text: string, sign: string): number {
  return text.split(sign).length - 1;
}
