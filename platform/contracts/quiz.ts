import { z } from "zod";
import { type Quiz, type QuizContent, quizSchema, titleSchema } from "../domain/quiz.ts";
import { exportFormatSchema, importFormatSchema } from "../domain/quiz-formats.ts";
import { host, id, pageParams, positiveInt } from "./param-schemas.ts";

/** The actions of the service `quiz`. */

export const quizParams = {
  "quiz.create": z.strictObject({ host, content: quizSchema }),
  "quiz.get": z.strictObject({ host, id }),
  "quiz.list": z.strictObject({ host, ...pageParams }),
  "quiz.replace": z.strictObject({ host, id, content: quizSchema, ifVersion: positiveInt.optional() }),
  "quiz.remove": z.strictObject({ host, id }),
  "quiz.import": z.strictObject({
    host,
    format: importFormatSchema.optional(),
    title: titleSchema.optional(),
    from: z.int().min(1).default(1),
    take: z.int().min(1).max(1000).default(1000),
    /** The raw body in base64: files may contain bytes that are not UTF-8. */
    body: z.string().max(6 * 1024 * 1024),
  }),
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

/** `left` valid questions had no room in the quiz. */
export interface ImportResult {
  quiz: Quiz;
  imported: number;
  skipped: { line: number; reason: string }[];
  left: number;
}

export interface QuizResults {
  "quiz.create": Quiz;
  "quiz.get": Quiz;
  "quiz.list": Page<QuizListItem>;
  "quiz.replace": Quiz;
  "quiz.remove": null;
  "quiz.import": ImportResult;
  /** The file in base64. If its text were quoted as JSON, the largest quiz would be too long for a message. */
  "quiz.export": { body: string; contentType: string };
  /** Null if the version does not exist. The content of a deleted quiz stays, because its sessions need it. */
  "quiz.content": QuizContent | null;
}
