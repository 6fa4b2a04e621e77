/** Markers in `choice`: no option chosen, and an answer that the player typed (it is in `response`). */
export const NO_CHOICE = -1;
export const TYPED = -2;

/** The values of `correct`. */
export const CORRECT = { wrong: 0, right: 1, unscored: 2 } as const;

/**
 * Rows of the table `answers`, one byte array per column, in the format of Postgres' `int2send` and `int4send`:
 * big-endian, without gaps. No object is created per row: a million answers are only seven arrays.
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
  /** for each TYPED row, in the order of the rows: the length in bytes (int4), then the text in UTF-8 */
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

/** A packed int2 column with the same value in all rows. */
export function repeatedInt2(value: number, rows: number): Uint8Array {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return Buffer.alloc(2 * rows, bytes);
}

export function unpack(packed: PackedRows): Rows {
  return {
    count: packed.rows,
    question: decodeInt2(packed.question),
    player: decodeInt4(packed.player),
    choice: decodeInt4(packed.choice),
    elapsed: decodeInt4(packed.elapsed),
    points: decodeInt2(packed.points),
    correct: packed.correct,
    responses: new Responses(packed.response),
  };
}

/**
 * Copies rows into buffers of their own, which can be transferred to another thread without another copy. A driver's
 * bytes are often a slice of a larger buffer, and cloning would send all of that buffer.
 */
export function copyForTransfer(packed: PackedRows): { packed: PackedRows; buffers: ArrayBuffer[] } {
  const copy: PackedRows = {
    rows: packed.rows,
    question: new Uint8Array(packed.question),
    player: new Uint8Array(packed.player),
    choice: new Uint8Array(packed.choice),
    elapsed: new Uint8Array(packed.elapsed),
    points: new Uint8Array(packed.points),
    correct: new Uint8Array(packed.correct),
    response: new Uint8Array(packed.response),
  };
  const { rows: _, ...columns } = copy;
  return { packed: copy, buffers: Object.values(columns).map((column) => column.buffer as ArrayBuffer) };
}

/** Reads length-prefixed responses one after the other. */
export class Responses {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #offset = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = viewOf(bytes);
  }

  /** The next response, in UTF-8; a view on the packed bytes, not a copy. */
  next(): Uint8Array {
    const start = this.#offset + 4;
    this.#offset = start + this.#view.getInt32(this.#offset);
    return this.#bytes.subarray(start, this.#offset);
  }
}

function decodeInt4(bytes: Uint8Array): Int32Array {
  const view = viewOf(bytes);
  const values = new Int32Array(bytes.byteLength >>> 2);
  for (let i = 0; i < values.length; i++) values[i] = view.getInt32(i << 2);
  return values;
}

function decodeInt2(bytes: Uint8Array): Int16Array {
  const view = viewOf(bytes);
  const values = new Int16Array(bytes.byteLength >>> 1);
  for (let i = 0; i < values.length; i++) values[i] = view.getInt16(i << 1);
  return values;
}

/** A DataView can read at any offset; the bytes from a driver may be unaligned. */
function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
