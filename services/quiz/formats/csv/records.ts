import { type CsvError, type Options, parse as parseCsv } from "csv-parse/sync";
import type { ValidationError } from "../../../../platform/errors.ts";
import { type InvalidPart, MAX_PARTS } from "../shared/format.ts";
import { refused } from "../shared/refused.ts";
import { HEADER_ROWS, MAX_COLUMNS } from "../table/table.ts";
import { LineCounter } from "./line-counter.ts";

export type Delimiter = "," | ";" | "\t";

/** A record: a row of the table. `line` is where it begins, from 1. */
export interface CsvRow {
  line: number;
  cells: string[];
}

export interface Records {
  rows: CsvRow[];
  /** Lines that cannot be read. */
  broken: InvalidPart[];
}

/** Rows with something in them: the questions, and what templates have above. */
const MAX_ROWS = MAX_PARTS + HEADER_ROWS;
/** The library takes some µs for each record, also if it is empty. */
const MAX_RECORDS = 2 * MAX_PARTS;
/** So many lines are read alone: then the library begins again. */
const MAX_READ_ALONE = 500;

/**
 * Reads the records of a CSV file (RFC 4180) that have anything in them. Lines end with CRLF, LF or CR, quotes may stand
 * within texts, and rows may have different lengths. If a text in quotes has no end, its line is lost, and not all that
 * follows.
 *
 * @param maxRows reads only so many
 * @throws ValidationError if there are too many records, columns, or texts in quotes without an end
 */
export function readRecords(text: string, delimiter: Delimiter, maxRows = Number.POSITIVE_INFINITY): Records {
  const reader = new RecordReader(Buffer.from(text), delimiter, maxRows);
  reader.read();
  return { rows: reader.rows, broken: reader.broken };
}

/** Ends the reading of a file's first rows. */
class Enough extends Error {}

class RecordReader {
  readonly rows: CsvRow[] = [];
  readonly broken: InvalidPart[] = [];
  readonly #bytes: Buffer;
  readonly #delimiter: Delimiter;
  readonly #maxRows: number;
  readonly #lines: LineCounter;
  #records = 0;
  /** Where the next record begins. */
  #offset = 0;

  constructor(bytes: Buffer, delimiter: Delimiter, maxRows: number) {
    this.#bytes = bytes;
    this.#delimiter = delimiter;
    this.#maxRows = maxRows;
    this.#lines = new LineCounter(bytes);
  }

  read(): void {
    for (let readAlone = 0; ; readAlone++) {
      // Where so many quotes are wrong in a table with tabs, they have no meaning.
      const hasQuotes = readAlone < MAX_READ_ALONE || this.#delimiter !== "\t";
      const stopped = this.#readFrom(this.#offset, hasQuotes);
      if (!stopped || stopped instanceof Enough) return;
      if (readAlone >= MAX_READ_ALONE) throw tooManyQuotes(this.#nextLine().line);
      this.#readLine();
    }
  }

  /** Reads as far as it can. @returns why it stopped before the end of the file */
  #readFrom(start: number, hasQuotes: boolean): Enough | CsvError | undefined {
    // The library makes an error for each row that has another length than the first one, and sets it aside. Without a
    // stack trace that takes a third of the time.
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    try {
      parseCsv(this.#bytes.subarray(start), {
        ...this.#options(),
        trim: true,
        ...(!hasQuotes && { quote: null }),
        on_record: (record, { bytes }) => {
          const { line } = this.#nextLine();
          this.#offset = start + bytes;
          this.#add(record as unknown as string[], line);
          return null;
        },
      });
      return undefined;
    } catch (error) {
      if (error instanceof Enough || isQuoteError(error)) return error;
      throw error;
    } finally {
      Error.stackTraceLimit = stackTraceLimit;
    }
  }

  #options(): Options {
    return {
      delimiter: this.#delimiter,
      record_delimiter: ["\r\n", "\n", "\r"],
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
    };
  }

  #add(record: readonly string[], line: number): void {
    if (++this.#records > MAX_RECORDS)
      throw refused(`has more than ${MAX_RECORDS} rows, empty ones among them`);
    if (record.every((cell) => cell === "")) return;
    if (this.rows.length >= this.#maxRows) throw new Enough();
    if (this.rows.length === MAX_ROWS) {
      throw refused(`has more than ${MAX_PARTS} questions; split it into several files`);
    }
    if (record.slice(MAX_COLUMNS).some((cell) => cell !== "")) {
      throw refused(`has more than ${MAX_COLUMNS} columns in line ${line}`);
    }
    this.rows.push({ line, cells: record.slice(0, MAX_COLUMNS) });
  }

  /** Reads the next line by itself, as its quotes are not closed, or have other characters behind them. */
  #readLine(): void {
    const { line, text, end } = this.#nextLine();
    this.#offset = end;
    const record = hasOddQuotes(text) ? undefined : this.#recordIn(text);
    if (record) this.#add(record, line);
    else this.broken.push({ line, invalid: unclosed(line, this.#skipRest() ?? line) });
  }

  /** The record in one line; undefined if a quote is not closed. */
  #recordIn(line: string): string[] | undefined {
    try {
      const [record] = parseCsv(line, this.#options()) as string[][];
      return record?.map((cell) => cell.trim());
    } catch (error) {
      if (isQuoteError(error)) return undefined;
      throw error;
    }
  }

  /**
   * Skips the lines that may be of the same text in quotes: those without a delimiter, and the one with its end. They
   * must not be taken for other questions.
   *
   * @returns the last of them
   */
  #skipRest(): number | undefined {
    let last: number | undefined;
    while (this.#offset < this.#bytes.length) {
      const { line, text, end } = this.#nextLine();
      const isEnd = hasOddQuotes(text);
      if (!isEnd && text.includes(this.#delimiter)) break;
      this.#offset = end;
      if (text !== "") last = line;
      if (isEnd) break;
    }
    return last;
  }

  /** The next line that is not empty. */
  #nextLine() {
    const start = this.#lines.skipEnds(this.#offset);
    const lines = this.#lines;
    const bytes = this.#bytes;
    return {
      line: lines.lineAt(start),
      get end() {
        return lines.endOf(start);
      },
      get text() {
        return bytes.toString("utf8", start, this.end);
      },
    };
  }
}

function hasOddQuotes(text: string): boolean {
  return text.split('"').length % 2 === 0;
}

function isQuoteError(error: unknown): error is CsvError {
  const { code } = error as Partial<CsvError>;
  return code === "CSV_QUOTE_NOT_CLOSED" || code === "CSV_NON_TRIMABLE_CHAR_AFTER_CLOSING_QUOTE";
}

function unclosed(first: number, last: number): string {
  const rest = last === first ? "" : last === first + 1 ? `; line ${last} is not read either` : null;
  const lines = rest ?? `; lines ${first + 1} to ${last} are not read either`;
  return `a quote (") is not closed: a text in quotes needs one at its end, and "" for each quote within it${lines}`;
}

function tooManyQuotes(line: number): ValidationError {
  return refused(
    `has more than ${MAX_READ_ALONE} lines with quotes (") that are not closed; line ${line} is one`,
  );
}
