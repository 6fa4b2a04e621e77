import { findHeader, HEADER_ROWS } from "../table/table.ts";
import { type Delimiter, readRecords } from "./records.ts";

/** So many characters of the file are read to find the names of the columns. */
const SAMPLE = 64 * 1024;
const DELIMITERS: readonly Delimiter[] = [",", ";", "\t"];

/** The delimiter with which a table has names of columns that are known; undefined if it has none with any. */
export function findDelimiter(text: string): Delimiter | undefined {
  const sample = text.slice(0, SAMPLE);
  const known = DELIMITERS.filter((delimiter) => sample.includes(delimiter)).map((delimiter) => ({
    delimiter,
    columns: findHeader(firstRows(sample, delimiter))?.known ?? 0,
  }));
  const [best] = known.filter(({ columns }) => columns > 0).sort((one, other) => other.columns - one.columns);
  return best?.delimiter;
}

function firstRows(sample: string, delimiter: Delimiter) {
  try {
    return readRecords(sample, delimiter, HEADER_ROWS).rows;
  } catch {
    // With this delimiter it is no table of questions.
    return [];
  }
}
