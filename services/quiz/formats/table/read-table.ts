import { ValidationError } from "../../../../platform/errors.ts";
import type { ParsedFile, Part } from "../shared/format.ts";
import { isResponseSheet } from "../shared/response-sheet.ts";
import { type Row, textOf } from "./cell.ts";
import { type Draft, draftOf, namesTexts } from "./draft.ts";
import { findHeader, type Header } from "./find-header.ts";
import { questionOf } from "./question-of.ts";
import { RowCells } from "./row-cells.ts";

/** So many columns a note names. */
const MAX_NAMED = 8;

/**
 * The questions of a table: a row for each, below the row with the names of the columns. Empty rows are nothing.
 *
 * @throws ValidationError if no row has the names of the columns
 */
export function readTable(rows: readonly Row[]): ParsedFile {
  const header = findHeader(rows);
  if (!header) throw noHeader(rows);
  const data = rows.slice(header.index + 1);
  const drafts: (Draft | { line: number; invalid: string })[] = [];
  for (const { line, cells } of data) {
    const draft = draftOf(line, new RowCells(cells, header), header);
    if (typeof draft === "string") drafts.push({ line, invalid: draft });
    else if (draft) drafts.push(draft);
  }
  const texts = namesTexts(drafts.filter((draft) => isChoice(draft)));
  return {
    parts: drafts.map((draft) => ("invalid" in draft ? draft : partOf(draft, texts))),
    notes: notesOf(header, data),
  };
}

function isChoice(draft: Draft | { invalid: string }): draft is Draft {
  return !("invalid" in draft) && draft.kind !== "numeric" && draft.options.size > 0;
}

function partOf(draft: Draft, texts: boolean): Part {
  const { line } = draft;
  const read = questionOf(draft, texts);
  if (typeof read === "string") return { line, invalid: read };
  const notes = [...draft.notes, ...(read.note === undefined ? [] : [read.note])];
  return { line, question: read.question, ...(notes.length > 0 && { notes }) };
}

function notesOf(header: Header, data: readonly Row[]): string[] {
  const { answer, names, unknown } = header;
  const filled = unknown.filter((column) => data.some(({ cells }) => textOf(cells[column]).trim() !== ""));
  const named = filled.slice(0, MAX_NAMED).map((column) => `"${names[column]!.slice(0, 40).toWellFormed()}"`);
  const more = filled.length - named.length;
  const list = named.join(", ") + (more > 0 ? ` and ${more} more` : "");
  return [
    ...(answer === undefined ? [] : ["the table has no options: players type the answers"]),
    ...(filled.length === 0
      ? []
      : [
          `the ${filled.length === 1 ? "column" : "columns"} ${list} ${filled.length === 1 ? "is" : "are"} set aside`,
        ]),
  ];
}

function noHeader(rows: readonly Row[]): ValidationError {
  if (isResponseSheet(rows.slice(0, 4).map(({ cells }) => cells.slice(0, 200).map(textOf)))) {
    const reason = "seems to have people's answers to a form or a test, not questions";
    return new ValidationError([{ path: "body", reason }]);
  }
  const reason =
    'has no row with the names of the columns, such as "question", "option 1", "option 2" and "correct"; it must be ' +
    "one of the first 20 rows that have something in them, and each option needs a column of its own";
  return new ValidationError([{ path: "body", reason }]);
}
