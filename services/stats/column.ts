import { keyOfTyped, type TypedForm } from "./typed-values.ts";
import { type DictionaryMemory, ValueDictionary } from "./value-dictionary.ts";

/** What a cell says of an answer, and `none` where there is no answer. */
export const STATE = { none: 0, wrong: 1, right: 2, unscored: 3 } as const;

/** A code where there is none: an answer without a choice. */
export const NO_CODE = -1;

/** An option's id fits in one byte; a bit mask of ids, or the id of a typed value, takes four. */
export type CodeBytes = 1 | 4;

/** Elapsed time (4 bytes), points and state (2), and the code. */
export function bytesPerCell(codeBytes: CodeBytes): number {
  return 6 + codeBytes;
}

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
  cells: SharedArrayBuffer;
  codeBytes: CodeBytes;
  /** Whether its points are in the players' totals: a voided question's are not. */
  counted: boolean;
  /** Whether a cell has changed since its figures were last computed. */
  stale: boolean;
  /** What was typed, where answers are typed. */
  values: DictionaryMemory | null;
}

/**
 * The answers to one question, a cell a player, at the player's number (there is no player 0). `codes`: the
 * option's id, the bit mask of ids, or the id of the typed value; `elapsed` in ms.
 */
export class Column {
  readonly memory: ColumnMemory;
  readonly codes: Int8Array | Int32Array;
  readonly elapsed: Uint32Array;
  readonly verdicts: Uint16Array;
  #values: ValueDictionary | undefined;

  constructor(memory: ColumnMemory) {
    const slots = memory.cells.byteLength / bytesPerCell(memory.codeBytes);
    this.memory = memory;
    this.elapsed = new Uint32Array(memory.cells, 0, slots);
    this.verdicts = new Uint16Array(memory.cells, 4 * slots, slots);
    const { cells, codeBytes } = memory;
    this.codes =
      codeBytes === 1 ? new Int8Array(cells, 6 * slots, slots) : new Int32Array(cells, 6 * slots, slots);
  }

  /** One more than the highest player number that it has a cell for. */
  get slots(): number {
    return this.codes.length;
  }

  /** What was typed; none where nothing was. */
  get values(): ValueDictionary | undefined {
    if (this.memory.values) this.#values ??= new ValueDictionary(this.memory.values);
    return this.#values;
  }

  /** The code of a typed answer: the id of its value, which is new to the column or not. */
  codeOfTyped(form: TypedForm, response: Uint8Array): number {
    this.memory.values ??= ValueDictionary.create();
    return this.values!.add(keyOfTyped(form, response));
  }

  /** The same column with more room. */
  grown(slots: number): Column {
    const cells = new SharedArrayBuffer(slots * bytesPerCell(this.memory.codeBytes));
    const wider = new Column({ ...this.memory, cells });
    wider.codes.set(this.codes);
    wider.elapsed.set(this.elapsed);
    wider.verdicts.set(this.verdicts);
    return wider;
  }
}
