import { TimeCounts, type TimeCountsMemory } from "../analysis/time-histogram.ts";
import type { QuestionShape } from "./question-shape.ts";
import { keyOfTyped, type TypedForm } from "./typed-values.ts";
import { type DictionaryMemory, ValueDictionary } from "./value-dictionary.ts";

/** What a cell says of an answer, and `none` where there is no answer. */
export const STATE = { none: 0, wrong: 1, right: 2, unscored: 3 } as const;

/** A code where there is none: an answer without a choice. */
export const NO_CODE = -1;

/** How many bytes a cell's code and its time take: as few as hold all that have come. */
export interface Widths {
  code: 1 | 2 | 4;
  time: 2 | 4;
}
export const NARROWEST: Widths = { code: 1, time: 2 };

/** Points and state (2 bytes), the code, and the time: 5 to 10 bytes. */
export function bytesPerCell({ code, time }: Widths): number {
  return 2 + code + time;
}

/** What holds codes up to this one and times up to that one, and all that `atLeast` holds. */
export function widthsFor(code: number, time: number, atLeast = NARROWEST): Widths {
  return {
    code: atLeast.code === 4 || code >= 2 ** 15 ? 4 : atLeast.code === 2 || code >= 2 ** 7 ? 2 : 1,
    time: atLeast.time === 4 || time >= 2 ** 16 ? 4 : 2,
  };
}

/** From so many cells on a column counts its times as they come; to go through fewer takes less than a ms. */
const MANY = 1 << 18;

const STATE_SHIFT = 14;
const POINTS = (1 << STATE_SHIFT) - 1;

/** Points (at most 10,000) and state in one 16-bit word; 0 is no answer. */
export function verdictOf(points: number, state: number): number {
  return (state << STATE_SHIFT) | points;
}
export function pointsOf(verdict: number): number {
  return verdict & POINTS;
}
export function stateOf(verdict: number): number {
  return verdict >>> STATE_SHIFT;
}
export function isRight(verdict: number): boolean {
  return verdict >>> STATE_SHIFT === STATE.right;
}

/** A column's memory as it goes from thread to thread. */
export interface ColumnMemory {
  question: number;
  form: QuestionShape["form"];
  cells: SharedArrayBuffer;
  widths: Widths;
  /** How many cells hold an answer, and the sum of their times in ms. */
  attempts: number;
  elapsedSum: number;
  /** How often each option was chosen, by its id; of what was typed the dictionary knows. */
  choices: number[];
  /** How many answers took how long; only of a large column. */
  times: TimeCountsMemory | null;
  /** Whether its points are in the players' totals: a voided question's are not. */
  counted: boolean;
  /** Whether a cell has changed since its figures were last computed. */
  stale: boolean;
  /** What was typed, where answers are typed. */
  values: DictionaryMemory | null;
}

/** What is, or was, in the cells of rows, at the row's index: as in a column. */
export interface Cells {
  codes: Int32Array;
  elapsed: Int32Array;
  verdicts: Uint16Array;
}

export function emptyCells(rows: number): Cells {
  return { codes: new Int32Array(rows), elapsed: new Int32Array(rows), verdicts: new Uint16Array(rows) };
}

/**
 * The answers to one question, a cell a player, at the player's number (there is no player 0). `codes`: the
 * option's id, the bit mask of ids, or the id of the typed value; `elapsed` in ms. What figures count is counted
 * as cells are set, so that they need not go through a million of them.
 */
export class Column {
  readonly memory: ColumnMemory;
  readonly codes: Int8Array | Int16Array | Int32Array;
  readonly elapsed: Uint16Array | Uint32Array;
  readonly verdicts: Uint16Array;
  #values: ValueDictionary | undefined;
  #times: TimeCounts | undefined;

  constructor(memory: ColumnMemory) {
    const { cells, widths } = memory;
    const slots = cells.byteLength / bytesPerCell(widths);
    this.memory = memory;
    this.elapsed = widths.time === 2 ? new Uint16Array(cells, 0, slots) : new Uint32Array(cells, 0, slots);
    this.verdicts = new Uint16Array(cells, widths.time * slots, slots);
    this.codes = codesIn(cells, widths, slots);
  }

  /** One more than the highest player number that it has a cell for. */
  get slots(): number {
    return this.verdicts.length;
  }

  /** What was typed; none where nothing was. */
  get values(): ValueDictionary | undefined {
    if (this.memory.values) this.#values ??= new ValueDictionary(this.memory.values);
    return this.#values;
  }

  /** How many answers took how long; none in a small column. */
  get times(): TimeCounts | undefined {
    if (this.memory.times) this.#times ??= new TimeCounts(this.memory.times);
    return this.#times;
  }

  /** The code of a typed answer: the id of its value, which is new to the column or not. */
  codeOfTyped(form: TypedForm, response: Uint8Array): number {
    this.memory.values ??= ValueDictionary.create();
    return this.values!.add(keyOfTyped(form, response));
  }

  /**
   * Sets the cells of some rows to what is in `after`, and writes what was in them to `before`. Codes and times
   * must fit.
   *
   * @param players the player of each row
   * @param rows which ones; best in order of their players
   */
  exchange(players: Int32Array, rows: Uint32Array, before: Cells, after: Cells): void {
    const { codes, elapsed, verdicts } = this;
    let differing = 0;
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i]!;
      const player = players[row]!;
      const code = after.codes[row]!;
      const time = after.elapsed[row]!;
      const verdict = after.verdicts[row]!;
      differing |= (codes[player]! ^ code) | (elapsed[player]! ^ time) | (verdicts[player]! ^ verdict);
      before.codes[row] = codes[player]!;
      before.elapsed[row] = elapsed[player]!;
      before.verdicts[row] = verdicts[player]!;
      codes[player] = code;
      elapsed[player] = time;
      verdicts[player] = verdict;
    }
    if (differing === 0) return;
    this.#count(rows, before, -1);
    this.#count(rows, after, 1);
    this.memory.stale = true;
  }

  /** Empties a player's cell. */
  clear(player: number): void {
    this.exchange(Int32Array.of(player), Uint32Array.of(0), emptyCells(1), emptyCells(1));
  }

  /** This column, or a copy with more room, that takes so many slots, codes up to this one and times up to that. */
  fitFor(slots: number, code: number, time: number): Column {
    const widths = widthsFor(code, time, this.memory.widths);
    const isWider = bytesPerCell(widths) > bytesPerCell(this.memory.widths);
    const fit = slots > this.slots || isWider ? this.#grown(Math.max(slots, this.slots), widths) : this;
    if (fit.slots >= MANY) fit.memory.times ??= new TimeCounts(TimeCounts.create()).recount(fit).memory;
    fit.times?.reach(time);
    return fit;
  }

  #grown(slots: number, widths: Widths): Column {
    const cells = new SharedArrayBuffer(slots * bytesPerCell(widths));
    const wider = new Column({ ...this.memory, cells, widths });
    wider.codes.set(this.codes);
    wider.elapsed.set(this.elapsed);
    wider.verdicts.set(this.verdicts);
    return wider;
  }

  /** Takes the answers in these cells into what is counted, or out of it (`by` −1). */
  #count(rows: Uint32Array, cells: Cells, by: 1 | -1): void {
    const { memory } = this;
    const { elapsed, verdicts } = cells;
    let attempts = 0;
    let sum = 0;
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i]!;
      if (verdicts[row] === 0) continue;
      attempts++;
      sum += elapsed[row]!;
    }
    memory.attempts += by * attempts;
    memory.elapsedSum += by * sum;
    this.times?.count(rows, cells, by);
    if (memory.form === "option") countIds(memory.choices, rows, cells, by);
    else if (memory.form === "options") countBits(memory.choices, rows, cells, by);
    else this.values?.count(rows, cells, by);
  }
}

function countIds(choices: number[], rows: Uint32Array, { codes, verdicts }: Cells, by: 1 | -1): void {
  for (let i = 0; i < rows.length; i++) {
    const code = codes[rows[i]!]!;
    if (verdicts[rows[i]!] !== 0 && code !== NO_CODE) choices[code]! += by;
  }
}

function countBits(choices: number[], rows: Uint32Array, { codes, verdicts }: Cells, by: 1 | -1): void {
  for (let i = 0; i < rows.length; i++) {
    const code = codes[rows[i]!]!;
    if (verdicts[rows[i]!] === 0 || code === NO_CODE) continue;
    for (let rest = code; rest !== 0; rest &= rest - 1) choices[31 - Math.clz32(rest & -rest)]! += by;
  }
}

function codesIn(cells: SharedArrayBuffer, { code, time }: Widths, slots: number): Column["codes"] {
  const at = (time + 2) * slots;
  if (code === 1) return new Int8Array(cells, at, slots);
  return code === 2 ? new Int16Array(cells, at, slots) : new Int32Array(cells, at, slots);
}
