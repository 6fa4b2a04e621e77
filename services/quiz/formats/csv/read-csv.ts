import { ValidationError } from "../../../../platform/errors.ts";
import type { InvalidPart, ParsedFile } from "../shared/format.ts";
import { findHeader, type Header, readTable } from "../table/table.ts";
import { findDelimiter } from "./find-delimiter.ts";
import { withoutMarks } from "./formula-marks.ts";
import { type CsvRow, readRecords } from "./records.ts";

/** The questions of a CSV file. @throws ValidationError if it has no names of columns, or is far too large */
export function readCsv(text: string): ParsedFile {
  const { rows, broken } = readRecords(text, findDelimiter(text) ?? ",");
  const header = findHeader(rows);
  const file = readOrExplain(header && isOurs(header) ? rows.map(unmarked) : rows, broken);
  const below = broken.filter(({ line }) => header && line > rows[header.index]!.line);
  return { ...file, parts: [...file.parts, ...below].sort((one, other) => one.line - other.line) };
}

function readOrExplain(rows: readonly CsvRow[], [firstBroken]: readonly InvalidPart[]): ParsedFile {
  try {
    return readTable(rows);
  } catch (error) {
    // The names of the columns may be in that line.
    if (!firstBroken || !(error instanceof ValidationError)) throw error;
    const reason = `line ${firstBroken.line}: ${firstBroken.invalid}`;
    throw new ValidationError([...error.data, { path: "body", reason }]);
  }
}

/** Whether `tableOf` has made the table: then it has marks before texts that look like formulas. */
function isOurs({ names }: Header): boolean {
  return names[0] === "kind" && names[1] === "question";
}

function unmarked({ line, cells }: CsvRow): CsvRow {
  return { line, cells: cells.map(withoutMarks) };
}
