import {
  CORRECT,
  NO_CHOICE,
  type PackedRows,
  TYPED,
  unpack,
} from "../../../services/stats/reading/packed-rows.ts";

/** A row of the table `answers`, as a plain object. */
export interface AnswerRow {
  question: number;
  player: number;
  choice: number | null;
  response: string | null;
  elapsed: number;
  points: number;
  correct: boolean | null;
}

/** Packs rows in the format of the database. */
export function packRows(answers: readonly AnswerRow[]): PackedRows {
  const correct = answers.map((row) =>
    row.correct === null ? CORRECT.unscored : row.correct ? CORRECT.right : CORRECT.wrong,
  );
  return {
    rows: answers.length,
    question: int2s(answers.map((row) => row.question)),
    player: int4s(answers.map((row) => row.player)),
    choice: int4s(answers.map((row) => (row.response !== null ? TYPED : (row.choice ?? NO_CHOICE)))),
    elapsed: int4s(answers.map((row) => row.elapsed)),
    points: int2s(answers.map((row) => row.points)),
    correct: Uint8Array.from(correct),
    response: Buffer.concat(
      answers
        .filter((row) => row.response !== null)
        .flatMap((row) => [int4s([Buffer.byteLength(row.response!)]), Buffer.from(row.response!)]),
    ),
  };
}

/** Unpacks rows into plain objects. */
export function unpackRows(packed: PackedRows): AnswerRow[] {
  const rows = unpack(packed);
  return Array.from({ length: rows.count }, (_, i) => {
    const choice = rows.choice[i]!;
    return {
      question: rows.question[i]!,
      player: rows.player[i]!,
      choice: choice === NO_CHOICE || choice === TYPED ? null : choice,
      response: choice === TYPED ? Buffer.from(rows.responses.next()).toString() : null,
      elapsed: rows.elapsed[i]!,
      points: rows.points[i]!,
      correct: rows.correct[i] === CORRECT.unscored ? null : rows.correct[i] === CORRECT.right,
    };
  });
}

function int4s(values: number[]): Uint8Array {
  const bytes = Buffer.alloc(4 * values.length);
  values.forEach((value, index) => {
    bytes.writeInt32BE(value, 4 * index);
  });
  return bytes;
}

function int2s(values: number[]): Uint8Array {
  const bytes = Buffer.alloc(2 * values.length);
  values.forEach((value, index) => {
    bytes.writeInt16BE(value, 2 * index);
  });
  return bytes;
}
