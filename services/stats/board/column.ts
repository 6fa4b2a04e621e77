import { bytesPerCell, type Cells, emptyCells, NO_CODE, type Widths, widthsFor } from "./cells.ts";
import type { QuestionShape } from "./question-shape.ts";
import { TimeHistogram, type TimeHistogramMemory } from "./time-histogram.ts";
import { comparedKey, keyOfTyped, type TypedTally } from "./typed-values.ts";
import { type DictionaryMemory, ValueDictionary } from "./value-dictionary.ts";

/** A column with this many cells or more has a histogram of its times; a scan of fewer cells takes less than 1 ms. */
const HISTOGRAM_THRESHOLD = 1 << 18;

/** A column's memory, as it is passed between threads. */
export interface ColumnMemory {
  question: number;
  tally: QuestionShape["tally"];
  cells: SharedArrayBuffer;
  widths: Widths;
  /** How many cells hold an answer, and the sum of their times in ms. */
  attempts: number;
  elapsedSum: number;
  /** How often each option was chosen, by option id. Typed values are counted in the dictionary. */
  choiceCounts: number[];
  /** How many answers there are by elapsed time; null in a small column. */
  histogram: TimeHistogramMemory | null;
  /** Whether the column's points are in the players' totals; false for a voided question. */
  inTotals: boolean;
  /** Whether a cell has changed since the column's stats were last computed. */
  stale: boolean;
  /** The values that players typed; null if no answer was typed. */
  values: DictionaryMemory | null;
}

/**
 * The answers to one question: one cell per player, at the player's number (there is no player 0). A cell has a code
 * (an option's id, a bit mask of ids, or the id of a typed value), the time in `elapsed` (ms), and a grade. Counts
 * for the stats are updated when cells are set, so that no refresh has to scan a million cells.
 */
export class Column {
  readonly memory: ColumnMemory;
  readonly codes: Int8Array | Int16Array | Int32Array;
  readonly elapsed: Uint16Array | Uint32Array;
  readonly grades: Uint16Array;
  #values: ValueDictionary | undefined;
  #histogram: TimeHistogram | undefined;

  constructor(memory: ColumnMemory) {
    const { cells, widths } = memory;
    const slots = cells.byteLength / bytesPerCell(widths);
    this.memory = memory;
    this.elapsed = widths.time === 2 ? new Uint16Array(cells, 0, slots) : new Uint32Array(cells, 0, slots);
    this.grades = new Uint16Array(cells, widths.time * slots, slots);
    this.codes = codesIn(cells, widths, slots);
  }

  /** The highest player number that the column has a cell for, plus 1. */
  get slots(): number {
    return this.grades.length;
  }

  /** The values that players typed; undefined if no answer was typed. */
  get values(): ValueDictionary | undefined {
    if (this.memory.values) this.#values ??= new ValueDictionary(this.memory.values);
    return this.#values;
  }

  /** How many answers there are by elapsed time; undefined in a small column. */
  get histogram(): TimeHistogram | undefined {
    if (this.memory.histogram) this.#histogram ??= new TimeHistogram(this.memory.histogram);
    return this.#histogram;
  }

  /** The code of a typed answer: the id of its key, which is added to the dictionary if it is new. */
  encodeTyped(shape: Pick<QuestionShape, "tally" | "match">, response: Uint8Array): number {
    this.memory.values ??= ValueDictionary.create();
    const tally = shape.tally as TypedTally;
    const match = shape.match ?? "exact";
    return this.values!.add(keyOfTyped(tally, response), (key) => comparedKey(tally, match, key));
  }

  /**
   * Sets the cells of some rows to the contents of `after`, and writes their old contents to `before`. Codes and
   * times must fit: see `ensureCapacity`.
   *
   * @param players the player of each row
   * @param rows the rows to set; this is fastest if they are sorted by player
   */
  swapCells(players: Int32Array, rows: Uint32Array, before: Cells, after: Cells): void {
    const { codes, elapsed, grades } = this;
    let differing = 0;
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i]!;
      const player = players[row]!;
      const code = after.codes[row]!;
      const time = after.elapsed[row]!;
      const grade = after.grades[row]!;
      differing |= (codes[player]! ^ code) | (elapsed[player]! ^ time) | (grades[player]! ^ grade);
      before.codes[row] = codes[player]!;
      before.elapsed[row] = elapsed[player]!;
      before.grades[row] = grades[player]!;
      codes[player] = code;
      elapsed[player] = time;
      grades[player] = grade;
    }
    if (differing === 0) return;
    this.#count(rows, before, -1);
    this.#count(rows, after, 1);
    this.memory.stale = true;
  }

  /** Empties a player's cell. */
  clear(player: number): void {
    this.swapCells(Int32Array.of(player), Uint32Array.of(0), emptyCells(1), emptyCells(1));
  }

  /** This column, or a larger copy if it is too small for `slots`, codes up to `code` or times up to `time`. */
  ensureCapacity(slots: number, code: number, time: number): Column {
    const widths = widthsFor(code, time, this.memory.widths);
    const isWider = bytesPerCell(widths) > bytesPerCell(this.memory.widths);
    const column =
      slots > this.slots || isWider ? this.#copyWithCapacity(Math.max(slots, this.slots), widths) : this;
    if (column.slots >= HISTOGRAM_THRESHOLD) {
      column.memory.histogram ??= new TimeHistogram(TimeHistogram.create()).recount(column).memory;
    }
    column.histogram?.ensureRange(time);
    return column;
  }

  #copyWithCapacity(slots: number, widths: Widths): Column {
    const cells = new SharedArrayBuffer(slots * bytesPerCell(widths));
    const grown = new Column({ ...this.memory, cells, widths });
    grown.codes.set(this.codes);
    grown.elapsed.set(this.elapsed);
    grown.grades.set(this.grades);
    return grown;
  }

  /** Adds the answers in these cells to all counts (`sign` 1), or subtracts them (−1). */
  #count(rows: Uint32Array, cells: Cells, sign: 1 | -1): void {
    const { memory } = this;
    const { elapsed, grades } = cells;
    let attempts = 0;
    let sum = 0;
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i]!;
      if (grades[row] === 0) continue;
      attempts++;
      sum += elapsed[row]!;
    }
    memory.attempts += sign * attempts;
    memory.elapsedSum += sign * sum;
    this.histogram?.count(rows, cells, sign);
    if (memory.tally === "option") countOptionIds(memory.choiceCounts, rows, cells, sign);
    else if (memory.tally === "options") countOptionMasks(memory.choiceCounts, rows, cells, sign);
    else this.values?.count(rows, cells, sign);
  }
}

function countOptionIds(counts: number[], rows: Uint32Array, { codes, grades }: Cells, sign: 1 | -1): void {
  for (let i = 0; i < rows.length; i++) {
    const code = codes[rows[i]!]!;
    if (grades[rows[i]!] !== 0 && code !== NO_CODE) counts[code]! += sign;
  }
}

function countOptionMasks(counts: number[], rows: Uint32Array, { codes, grades }: Cells, sign: 1 | -1): void {
  for (let i = 0; i < rows.length; i++) {
    const code = codes[rows[i]!]!;
    if (grades[rows[i]!] === 0 || code === NO_CODE) continue;
    for (let rest = code; rest !== 0; rest &= rest - 1) counts[31 - Math.clz32(rest & -rest)]! += sign;
  }
}

function codesIn(cells: SharedArrayBuffer, { code, time }: Widths, slots: number): Column["codes"] {
  const offset = (time + 2) * slots;
  if (code === 1) return new Int8Array(cells, offset, slots);
  return code === 2 ? new Int16Array(cells, offset, slots) : new Int32Array(cells, offset, slots);
}
