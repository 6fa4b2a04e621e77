import { z } from "zod";
import { type Quiz, type QuizContent, quizSchema, titleSchema } from "../domain/quiz.ts";
import { exportFormatSchema, importFormatSchema } from "../domain/quiz-formats.ts";
import { host, id, idempotency, pageParams, positiveInt } from "./param-schemas.ts";

/** The actions of the service `quiz`. */

/** The raw body of a request in base64: it may contain bytes that are not UTF-8. */
const body = z.string().max(6 * 1024 * 1024);

/** `import`, `importFrom` and `importOnce`: the file, and which part of it becomes a quiz. */
const importParams = {
  host,
  format: importFormatSchema.optional(),
  title: titleSchema.optional(),
  from: z.int().min(1).default(1),
  take: z.int().min(1).max(1000).default(1000),
  body,
};

export const quizParams = {
  /** `createOnce` and `importOnce` create nothing if the same request has created a quiz before: then they return that. */
  "quiz.createOnce": z.strictObject({ host, body, idempotency }),
  "quiz.importOnce": z.strictObject({ ...importParams, idempotency }),
  "quiz.replaceFrom": z.strictObject({ host, id, body, ifVersion: positiveInt.optional() }),
  // Gateways of the release before call the next two, and those before them `quiz.create`, `quiz.replace` and `quiz.import`.
  "quiz.createFrom": z.strictObject({ host, body }),
  "quiz.importFrom": z.strictObject(importParams),
  "quiz.create": z.strictObject({ host, content: quizSchema }),
  "quiz.get": z.strictObject({ host, id }),
  "quiz.list": z.strictObject({ host, ...pageParams }),
  "quiz.replace": z.strictObject({ host, id, content: quizSchema, ifVersion: positiveInt.optional() }),
  "quiz.remove": z.strictObject({ host, id }),
  "quiz.import": z.strictObject(importParams),
  "quiz.export": z.strictObject({ host, id, format: exportFormatSchema.default("json") }),
  "quiz.content": z.strictObject({ id, version: positiveInt }),
};

export interface QuizListItem {
  id: string;
  version: number;
  title: string;
  questions: number;
  updatedAt: string;
}

/** One page of a list. `nextCursor` is null on the last page. */
export interface Page<Item> {
  items: Item[];
  nextCursor: string | null;
}

/**
 * What became of a file. `left` valid questions had no room in the quiz. `notes`: what the file says and the quiz does not
 * have, and what was changed; nodes of the release before do not send it.
 */
export interface ImportResult {
  quiz: Quiz;
  imported: number;
  skipped: { line: number; reason: string }[];
  notes?: string[];
  left: number;
}

/** A quiz that was written. `body` is its content as JSON in base64, so that nobody has to read it again. */
export interface WrittenQuiz {
  id: string;
  version: number;
  body: string;
}

/**
 * A quiz as a file, in base64: if its text were quoted as JSON, the largest quiz would be too long for a message. A long
 * text is compressed (`gzip`), because escapes and markup may make it several times as long as the quiz. `title` is the
 * quiz's, `extension` the ending of the file's name, `notes` what the format cannot hold, in ASCII. Nodes of the release
 * before do not send these four.
 */
export interface ExportedQuiz {
  body: string;
  gzip?: boolean;
  contentType: string;
  title?: string;
  extension?: string;
  notes?: readonly string[];
}

export interface QuizResults {
  "quiz.createOnce": WrittenQuiz;
  "quiz.importOnce": Omit<ImportResult, "quiz"> & { quiz: WrittenQuiz };
  "quiz.createFrom": WrittenQuiz;
  "quiz.replaceFrom": WrittenQuiz;
  "quiz.importFrom": Omit<ImportResult, "quiz"> & { quiz: WrittenQuiz };
  "quiz.create": Quiz;
  "quiz.get": Quiz;
  "quiz.list": Page<QuizListItem>;
  "quiz.replace": Quiz;
  "quiz.remove": null;
  "quiz.import": ImportResult;
  "quiz.export": ExportedQuiz;
  /** Null if the version does not exist. The content of a deleted quiz stays, because its sessions need it. */
  "quiz.content": QuizContent | null;
}
