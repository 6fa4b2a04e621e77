import { bytesPerCell, MIN_WIDTHS, type Widths } from "./cells.ts";
import type { ColumnMemory } from "./column.ts";
import type { QuestionShape } from "./question-shape.ts";
import { Scores } from "./scores.ts";
import type { DictionaryMemory } from "./value-dictionary.ts";

/**
 * A board's memory, as it is passed between threads: shared buffers and some numbers. The thread that it was passed
 * to is the only writer until it passes the memory back.
 */
export interface BoardMemory {
  /** The highest player number; all players from 1 to this one take part. */
  players: number;
  /** How many cells hold an answer. */
  answers: number;
  scores: SharedArrayBuffer;
  columns: ColumnMemory[];
  /** The inputs of each ranking, as text: a ranking is computed again only when they change. */
  rankingInputs: { full: string; open: string };
}

export function emptyBoard(): BoardMemory {
  return {
    players: 0,
    answers: 0,
    scores: Scores.allocate(slotsFor(0)),
    columns: [],
    rankingInputs: { full: "", open: "" },
  };
}

/** More options than a question may have. */
const MAX_OPTIONS = 32;

/** A column for the players up to number `players`. */
export function emptyColumn(
  question: number,
  tally: QuestionShape["tally"],
  players: number,
  widths: Widths = MIN_WIDTHS,
): ColumnMemory {
  return {
    question,
    tally,
    cells: new SharedArrayBuffer(slotsFor(players) * bytesPerCell(widths)),
    widths,
    attempts: 0,
    elapsedSum: 0,
    choiceCounts: new Array(tally === "option" || tally === "options" ? MAX_OPTIONS : 0).fill(0),
    histogram: null,
    inTotals: true,
    stale: true,
    values: null,
  };
}

/**
 * How many slots to allocate for the players up to number `players`. The headroom of 1/32 means that many late joins
 * copy a column only a few times and not with every batch. A multiple of 8 keeps every array in a buffer aligned.
 */
export function slotsFor(players: number): number {
  return (players + 1 + (players >>> 5) + 64 + 7) & ~7;
}

/** The memory of a board with its typed values, in bytes. */
export function bytesOf({ scores, columns }: BoardMemory): number {
  return columns.reduce((sum, column) => sum + columnBytes(column), scores.byteLength);
}

function columnBytes({ cells, histogram, values }: ColumnMemory): number {
  return cells.byteLength + (histogram?.buckets.byteLength ?? 0) + (values ? dictionaryBytes(values) : 0);
}

function dictionaryBytes({ slots, entries, heap }: DictionaryMemory): number {
  return slots.byteLength + entries.byteLength + heap.byteLength;
}
