import type { ValidationError } from "../../../../platform/errors.ts";
import type { ParsedFile, Part } from "../shared/format.ts";
import { refused } from "../shared/refused.ts";
import { isResponseSheet } from "../shared/response-sheet.ts";
import { type Row, textOf } from "./cell.ts";
import { type Draft, draftOf } from "./draft.ts";
import { findHeader, HEADER_ROWS, MAX_COLUMNS } from "./find-header.ts";
import { questionOf } from "./question-of.ts";
import { RowCells } from "./row-cells.ts";
import { keyOf, type TableKey } from "./table-key.ts";
import { notesOf } from "./table-notes.ts";
import { truthOf } from "./truth-words.ts";

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
  const valid = drafts.filter((draft): draft is Draft => !("invalid" in draft));
  const rights = header.answer === undefined ? [] : valid.flatMap((draft) => draft.rights);
  const hasTruths = rights.length > 0 && rights.every((text) => truthOf(text) !== undefined);
  if (hasTruths) for (const draft of valid) draft.kind = "truefalse";
  const key = keyOf(valid.filter((draft) => namesOptions(draft)));
  return {
    parts: drafts.map((draft) => ("invalid" in draft ? draft : partOf(draft, key))),
    notes: notesOf(header, data, hasTruths),
  };
}

/** Whether the right answer of a row is one of its options. */
function namesOptions({ kind, options }: Draft): boolean {
  return options.size > 0 && kind !== "numeric" && kind !== "poll";
}

function partOf(draft: Draft, key: TableKey): Part {
  const { line } = draft;
  const read = questionOf(draft, key);
  if (typeof read === "string") return { line, invalid: read };
  const notes = [...draft.notes, ...(read.note === undefined ? [] : [read.note])];
  return { line, question: read.question, ...(notes.length > 0 && { notes }) };
}

function noHeader(rows: readonly Row[]): ValidationError {
  if (isResponseSheet(rows.slice(0, 4).map(({ cells }) => cells.slice(0, MAX_COLUMNS).map(textOf)))) {
    return refused("seems to have people's answers to a form or a test, not questions");
  }
  return refused(
    'has no row with the names of the columns, such as "question", "option 1", "option 2" and "correct"; it must be ' +
      `one of the first ${HEADER_ROWS} rows that have something in them, and each option needs a column of its own`,
  );
}
