import { Scores } from "../ranking/scores.ts";
import { bytesPerCell, type ColumnMemory, NARROWEST, type Widths } from "./column.ts";
import type { QuestionShape } from "./question-shape.ts";
import type { DictionaryMemory } from "./value-dictionary.ts";

/**
 * A board's memory as it goes from thread to thread: shared buffers and some numbers. Whoever has been handed
 * it is its only writer until it is handed back.
 */
export interface BoardMemory {
  /** The highest player number; all from 1 to here take part. */
  players: number;
  /** How many cells hold an answer. */
  answers: number;
  scores: SharedArrayBuffer;
  columns: ColumnMemory[];
  /** What each ranking was made of; while that stays, so does the ranking. */
  ranked: { full: string; open: string };
}

export function emptyBoard(): BoardMemory {
  return {
    players: 0,
    answers: 0,
    scores: Scores.allocate(roomFor(0)),
    columns: [],
    ranked: { full: "", open: "" },
  };
}

/** More options than a question may have. */
const MOST_OPTIONS = 32;

/** A column for players up to this number. */
export function emptyColumn(
  question: number,
  form: QuestionShape["form"],
  players: number,
  widths: Widths = NARROWEST,
): ColumnMemory {
  return {
    question,
    form,
    cells: new SharedArrayBuffer(roomFor(players) * bytesPerCell(widths)),
    widths,
    attempts: 0,
    elapsedSum: 0,
    choices: new Array(form === "option" || form === "options" ? MOST_OPTIONS : 0).fill(0),
    times: null,
    counted: true,
    stale: true,
    values: null,
  };
}

/**
 * Slots for players up to this number, with headroom of a thirty-second, so that a flood of late joins copies a
 * column a few times and not at every batch. A multiple of 8, so that every array in a buffer is aligned.
 */
export function roomFor(players: number): number {
  return (players + 1 + (players >>> 5) + 64 + 7) & ~7;
}

/** What a board occupies, in bytes, with the values that were typed. */
export function bytesOf({ scores, columns }: BoardMemory): number {
  return columns.reduce((sum, column) => sum + columnBytes(column), scores.byteLength);
}

function columnBytes({ cells, times, values }: ColumnMemory): number {
  return cells.byteLength + (times?.counters.byteLength ?? 0) + (values ? dictionaryBytes(values) : 0);
}

function dictionaryBytes({ slots, entries, heap }: DictionaryMemory): number {
  return slots.byteLength + entries.byteLength + heap.byteLength;
}
