import { ValidationError } from "../../../../platform/errors.ts";
import { isFenceLine } from "../shared/fence.ts";
import type { InvalidPart, ParsedFile } from "../shared/format.ts";
import { findHeader, type Header, readTable } from "../table/table.ts";
import { findDelimiter } from "./find-delimiter.ts";
import { withoutMarks } from "./formula-marks.ts";
import { type CsvRow, type Delimiter, readRecords } from "./records.ts";

/** The questions of a CSV file. @throws ValidationError if it has no names of columns, or is far too large */
export function readCsv(text: string): ParsedFile {
  const delimiter = findDelimiter(text) ?? ",";
  const { rows: records, broken } = readRecords(text, delimiter);
  const rows = records.filter((row) => !isFence(row));
  const header = findHeader(rows);
  if (!header) return readOrExplain(rows, broken);
  const { line: headerLine, cells: names } = rows[header.index]!;
  const moved = new Set(rows.filter(({ cells, line }) => line > headerLine && isLonger(cells, names)));
  const sound = rows.filter((row) => !moved.has(row));
  const invalid = [
    ...broken.filter(({ line }) => line > headerLine),
    ...Array.from(moved, ({ line }) => ({ line, invalid: shifted(delimiter) })),
  ];
  const file = readTable(isOurs(header) ? sound.map(unmarked) : sound);
  return { ...file, parts: [...file.parts, ...invalid].sort((one, other) => one.line - other.line) };
}

/** Chatbots put a file between lines of "```". */
function isFence({ cells: [first = "", ...others] }: CsvRow): boolean {
  return isFenceLine(first) && others.every((cell) => cell === "");
}

/** Whether a row has texts beyond the last column: a delimiter within a text has moved what follows. */
function isLonger(cells: readonly string[], names: readonly string[]): boolean {
  return cells.length > names.length && cells.slice(names.length).some((cell) => cell !== "");
}

function shifted(delimiter: Delimiter): string {
  const sign = delimiter === "\t" ? "a tab" : `"${delimiter}"`;
  return `the row has more cells than there are columns: a text with ${sign} in it needs quotes (") around it`;
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
