import { ApiError } from "../../../platform/errors.ts";
import type { EncodedQuiz } from "../encoded-quiz.ts";
import type { ImportRequest } from "../import.ts";
import { type ReadImport, readImport, readQuiz } from "./read-quiz.ts";

/** The tasks of a worker thread: they read what hosts send, which may take seconds. Bodies are in base64. */

export interface QuizTask {
  body: string;
}
export interface FileTask extends QuizTask {
  request: ImportRequest;
}

/** What a task found: errors lose their class on the way between threads. */
export type Outcome<Result> =
  | { result: Result }
  | { refused: Pick<ApiError, "name" | "message" | "type" | "data"> };

export function quiz({ body }: QuizTask): Outcome<EncodedQuiz> {
  return outcomeOf(() => readQuiz(Buffer.from(body, "base64")));
}

export function file({ body, request }: FileTask): Outcome<ReadImport> {
  return outcomeOf(() => readImport(Buffer.from(body, "base64"), request));
}

function outcomeOf<Result>(read: () => Result): Outcome<Result> {
  try {
    return { result: read() };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const { name, message, type, data } = error;
    return { refused: { name, message, type, data } };
  }
}
