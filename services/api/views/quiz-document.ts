import type { ImportResult, WrittenQuiz } from "../../../platform/contracts/contracts.ts";

type Imported = Omit<ImportResult, "quiz"> & { quiz: WrittenQuiz };

/** A quiz as a host gets it after writing it, in JSON: its id, its version, and the content as it was stored. */
export function quizDocument({ id, version, body }: WrittenQuiz): Buffer {
  // Parsing and writing a content of 4 MiB would hold the event loop. It is an object that is not empty.
  const head = `${JSON.stringify({ id, version }).slice(0, -1)},`;
  return Buffer.concat([Buffer.from(head), Buffer.from(body, "base64").subarray(1)]);
}

/** A quiz that was imported, and what became of its file, in JSON. Nodes of the release before send no notes. */
export function importDocument({ quiz, imported, skipped, notes = [], left }: Imported): Buffer {
  const tail = `,${JSON.stringify({ imported, skipped, notes, left }).slice(1)}`;
  return Buffer.concat([Buffer.from('{"quiz":'), quizDocument(quiz), Buffer.from(tail)]);
}
