/** A row of a multiple-choice answer has its choice; these stand for none, and for "typed: see `response`". */
export const NO_CHOICE = -1;
export const TYPED = -2;

/** The values of `correct` in a batch. */
export const CORRECT = { wrong: 0, right: 1, unscored: 2 } as const;

/**
 * Rows of `answers`, a packed column each, as Postgres' own `int2send` and `int4send` write values: big-endian,
 * one after the other. Never an object a row: a million answers are seven values.
 */
export interface PackedRows {
  rows: number;
  /** int2 */
  question: Uint8Array;
  /** int4 */
  player: Uint8Array;
  /** int4: an option's id, a bit mask of ids, NO_CHOICE or TYPED */
  choice: Uint8Array;
  /** int4, ms */
  elapsed: Uint8Array;
  /** int2 */
  points: Uint8Array;
  /** one byte, see CORRECT */
  correct: Uint8Array;
  /** for each row that is TYPED, in the rows' order: the length in bytes (int4), then the UTF-8 */
  response: Uint8Array;
}

/** The same rows as numbers. */
export interface Rows {
  count: number;
  question: Int16Array;
  player: Int32Array;
  choice: Int32Array;
  elapsed: Int32Array;
  points: Int16Array;
  correct: Uint8Array;
  responses: Responses;
}

export const NO_ROWS: PackedRows = {
  rows: 0,
  question: new Uint8Array(),
  player: new Uint8Array(),
  choice: new Uint8Array(),
  elapsed: new Uint8Array(),
  points: new Uint8Array(),
  correct: new Uint8Array(),
  response: new Uint8Array(),
};

/** The same number so many times, packed. */
export function repeatedInt2(value: number, times: number): Uint8Array {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return Buffer.alloc(2 * times, bytes);
}

export function unpack(packed: PackedRows): Rows {
  return {
    count: packed.rows,
    question: int2s(packed.question),
    player: int4s(packed.player),
    choice: int4s(packed.choice),
    elapsed: int4s(packed.elapsed),
    points: int2s(packed.points),
    correct: packed.correct,
    responses: new Responses(packed.response),
  };
}

/**
 * Copies a batch into buffers of its own, which may be handed to another thread without a further copy. A
 * driver's bytes are often a slice of a larger buffer, which cloning would send along whole.
 */
export function detach(packed: PackedRows): { packed: PackedRows; buffers: ArrayBuffer[] } {
  const own: PackedRows = {
    rows: packed.rows,
    question: new Uint8Array(packed.question),
    player: new Uint8Array(packed.player),
    choice: new Uint8Array(packed.choice),
    elapsed: new Uint8Array(packed.elapsed),
    points: new Uint8Array(packed.points),
    correct: new Uint8Array(packed.correct),
    response: new Uint8Array(packed.response),
  };
  const { rows: _, ...columns } = own;
  return { packed: own, buffers: Object.values(columns).map((column) => column.buffer as ArrayBuffer) };
}

/** Reads the length-prefixed responses of a batch one after the other. */
export class Responses {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = viewOf(bytes);
  }

  /** The next response, in UTF-8; the bytes are the batch's own. */
  next(): Uint8Array {
    const from = this.#at + 4;
    this.#at = from + this.#view.getInt32(this.#at);
    return this.#bytes.subarray(from, this.#at);
  }
}

function int4s(bytes: Uint8Array): Int32Array {
  const view = viewOf(bytes);
  const values = new Int32Array(bytes.byteLength >>> 2);
  for (let i = 0; i < values.length; i++) values[i] = view.getInt32(i << 2);
  return values;
}

function int2s(bytes: Uint8Array): Int16Array {
  const view = viewOf(bytes);
  const values = new Int16Array(bytes.byteLength >>> 1);
  for (let i = 0; i < values.length; i++) values[i] = view.getInt16(i << 1);
  return values;
}

/** A DataView reads at any offset; a driver's bytes need not be aligned. */
function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
