import { CORRECT, NO_CHOICE, type Rows, TYPED } from "../../services/stats/reading/packed-rows.ts";

/** Signature, flags and the length of the (empty) extension; see "Binary Format" of COPY in the Postgres manual. */
const HEADER_BYTES = 19;
/** Follows the last row, instead of a number of fields. */
const TRAILER = -1;
/** The number of fields, the lengths of seven fields, and five values. The other two may be null. */
const MIN_ROW_BYTES = 2 + 7 * 4 + 2 + 4 + 4 + 2;

/**
 * Parses the output of `COPY … TO STDOUT (FORMAT binary)` with the columns question_no, player_no, choice, elapsed_ms,
 * points, correct and response, in chunks of any size. The text of a typed response is skipped.
 */
export function parseCopiedRows(chunks: readonly Uint8Array[]): Omit<Rows, "responses"> {
  const bytes = Buffer.concat(chunks);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const maxRows = Math.ceil(bytes.length / MIN_ROW_BYTES);
  const question = new Int16Array(maxRows);
  const player = new Int32Array(maxRows);
  const choice = new Int32Array(maxRows);
  const elapsed = new Int32Array(maxRows);
  const points = new Int16Array(maxRows);
  const correct = new Uint8Array(maxRows);
  let count = 0;
  let at = HEADER_BYTES;
  /** The length of the current field; −1 is null. */
  let length = 0;
  /** Reads a field: sets `length` and returns the offset of the value. */
  const field = () => {
    length = view.getInt32(at);
    const value = at + 4;
    at = value + Math.max(0, length);
    return value;
  };
  while (view.getInt16(at) !== TRAILER) {
    at += 2;
    question[count] = view.getInt16(field());
    player[count] = view.getInt32(field());
    const choiceAt = field();
    choice[count] = length === -1 ? NO_CHOICE : view.getInt32(choiceAt);
    elapsed[count] = view.getInt32(field());
    points[count] = view.getInt16(field());
    const correctAt = field();
    correct[count] = length === -1 ? CORRECT.unscored : bytes[correctAt]!;
    field();
    if (length !== -1) choice[count] = TYPED;
    count++;
  }
  return {
    count,
    question: question.subarray(0, count),
    player: player.subarray(0, count),
    choice: choice.subarray(0, count),
    elapsed: elapsed.subarray(0, count),
    points: points.subarray(0, count),
    correct: correct.subarray(0, count),
  };
}
