import { z } from "zod";
import { questionSchema } from "./question.ts";
import { visible } from "./text/visible-schema.ts";

/** A quiz as a host writes it. A version of it never changes. */

export const MAX_QUESTIONS = 1000;

export const titleSchema = visible(z.string().max(200));

export const quizSchema = z.strictObject({
  title: titleSchema,
  questions: z.array(questionSchema).min(1).max(MAX_QUESTIONS),
});

export type QuizContent = z.output<typeof quizSchema>;

/** A stored quiz, as its host sees it. */
export interface Quiz extends QuizContent {
  id: string;
  version: number;
}
