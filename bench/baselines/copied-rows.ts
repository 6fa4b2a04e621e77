import { CORRECT, NO_CHOICE, type Rows, TYPED } from "../../services/stats/reading/packed-rows.ts";

/** Signature, flags and the length of the (empty) extension: "COPY", "Binary Format" in Postgres' manual. */
const HEADER_BYTES = 19;
/** Stands in place of a number of fields after the last row. */
const END = -1;
/** No row has fewer bytes: the number of fields, and seven of them with their lengths, two of them null. */
const LEAST_BYTES_A_ROW = 2 + 7 * 4 + 2 + 4 + 4 + 2;

/**
 * Rows in columns from what `COPY … TO STDOUT (FORMAT binary)` sent of question_no, player_no, choice, elapsed_ms,
 * points, correct and response, whatever it is cut into. What was typed is skipped, not decoded.
 */
export function columnsOf(chunks: readonly Uint8Array[]): Omit<Rows, "responses"> {
  const bytes = Buffer.concat(chunks);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const most = Math.ceil(bytes.length / LEAST_BYTES_A_ROW);
  const question = new Int16Array(most);
  const player = new Int32Array(most);
  const choice = new Int32Array(most);
  const elapsed = new Int32Array(most);
  const points = new Int16Array(most);
  const correct = new Uint8Array(most);
  let count = 0;
  let at = HEADER_BYTES;
  /** Where the next field's value is; `length` −1 is null. */
  let length = 0;
  const field = () => {
    length = view.getInt32(at);
    const value = at + 4;
    at = value + Math.max(0, length);
    return value;
  };
  while (view.getInt16(at) !== END) {
    at += 2;
    question[count] = view.getInt16(field());
    player[count] = view.getInt32(field());
    const chosen = field();
    choice[count] = length === -1 ? NO_CHOICE : view.getInt32(chosen);
    elapsed[count] = view.getInt32(field());
    points[count] = view.getInt16(field());
    const verdict = field();
    correct[count] = length === -1 ? CORRECT.unscored : bytes[verdict]!;
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
