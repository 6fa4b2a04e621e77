import { z } from "zod";

/** A quiz: what a host writes. A version of it never changes. Question numbers count from 1, option ids from 0. */

const text = (max: number) => z.string().min(1).max(max);

const common = {
  text: text(2000),
  timeLimitMs: z.int().min(1000).max(600_000).nullable().default(20_000),
  points: z.int().min(0).max(10_000).default(1000),
  explanation: z.string().max(2000).optional(),
  image: z
    .url({ protocol: /^https$/, error: "must be an https: address" })
    .max(2000)
    .optional(),
};

const option = z.strictObject({
  text: text(500),
  correct: z
    .boolean()
    .optional()
    .transform((correct) => correct || undefined),
});

const options = (rightOnes: (count: number) => boolean, rule: string) =>
  z
    .array(option)
    .min(2)
    .max(20)
    .refine((all) => rightOnes(all.filter((one) => one.correct).length), { error: rule });

export const numericAnswer = z.strictObject({
  value: z.number(),
  tolerance: z.number().min(0).default(0),
});
export const textAnswer = z.strictObject({
  accept: z
    .array(
      z
        .string()
        .max(500)
        .refine((accepted) => normalText(accepted) !== "", { error: "must not be blank" }),
    )
    .min(1)
    .max(50),
});

export const questionSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("single"),
    ...common,
    options: options((count) => count === 1, "exactly one option must be correct"),
  }),
  z.strictObject({
    kind: z.literal("multiple"),
    ...common,
    options: options((count) => count >= 1, "at least one option must be correct"),
  }),
  z.strictObject({ kind: z.literal("truefalse"), ...common, answer: z.boolean() }),
  z.strictObject({ kind: z.literal("numeric"), ...common, answer: numericAnswer }),
  z.strictObject({ kind: z.literal("text"), ...common, answer: textAnswer }),
  z.strictObject({
    kind: z.literal("poll"),
    ...common,
    options: options((count) => count === 0, "an option of a poll is never correct"),
  }),
]);

export const MOST_QUESTIONS = 1000;
export const MOST_OPTIONS = 20;

export const titleSchema = text(200);

export const quizSchema = z.strictObject({
  title: titleSchema,
  questions: z.array(questionSchema).min(1).max(MOST_QUESTIONS),
});

export type Question = z.output<typeof questionSchema>;
export type QuestionKind = Question["kind"];
export type QuizContent = z.output<typeof quizSchema>;

/** A stored quiz, as its host sees it. */
export interface Quiz extends QuizContent {
  id: string;
  version: number;
}

/** What is right: option ids (truefalse: 0 false, 1 true), a number within a tolerance, or accepted texts. */
export type Key =
  | { form: "options"; correct: readonly number[]; exact: boolean }
  | { form: "numeric"; value: number; tolerance: number }
  | { form: "text"; accept: readonly string[] }
  | { form: "none" };

/** The key that a question was written with. `exact`: all of the correct options and no other must be chosen. */
export function keyOf(question: Question): Key {
  switch (question.kind) {
    case "poll":
      return { form: "none" };
    case "truefalse":
      return { form: "options", correct: [question.answer ? 1 : 0], exact: false };
    case "numeric":
      return { form: "numeric", ...question.answer };
    case "text":
      return { form: "text", accept: question.answer.accept };
    case "single":
    case "multiple":
      return {
        form: "options",
        correct: question.options.flatMap((one, id) => (one.correct ? [id] : [])),
        exact: question.kind === "multiple",
      };
  }
}

/** The fields that tell players the key: `correct` for option ids, `answer` for the rest; none for a poll. */
export function keyFields(kind: QuestionKind, key: Key): { correct?: readonly number[]; answer?: unknown } {
  switch (key.form) {
    case "none":
      return {};
    case "options":
      return kind === "truefalse" && key.correct.length === 1
        ? { correct: key.correct, answer: key.correct[0] === 1 }
        : { correct: key.correct };
    case "numeric":
      return { answer: { value: key.value, tolerance: key.tolerance } };
    case "text":
      return { answer: { accept: key.accept } };
  }
}

/** A question as a player sees it: no key, no explanation. */
export interface PlayerQuestion {
  no: number;
  kind: QuestionKind;
  text: string;
  options: { id: number; text: string }[];
  timeLimitMs: number | null;
  points: number;
  image?: string;
}

export function playerQuestion(question: Question, no: number): PlayerQuestion {
  return {
    no,
    kind: question.kind,
    text: question.text,
    options: optionTexts(question).map((optionText, id) => ({ id, text: optionText })),
    timeLimitMs: question.timeLimitMs,
    points: question.points,
    ...(question.image === undefined ? {} : { image: question.image }),
  };
}

/** The texts of the options in order of their ids; numeric and text have none. */
export function optionTexts(question: Question): string[] {
  if (question.kind === "truefalse") return ["False", "True"];
  return "options" in question ? question.options.map((one) => one.text) : [];
}

/**
 * The form in which typed texts are compared and counted: Unicode NFKC, trimmed, inner white space as one
 * space, case folded. The fold goes by lower, upper and again lower case, so that "ß" meets "SS", and "ẞ",
 * which is its own upper case, both.
 */
export function normalText(typed: string): string {
  const spaced = typed.normalize("NFKC").trim().replace(/\s+/gu, " ");
  return spaced.toLowerCase().toUpperCase().toLowerCase().normalize("NFKC");
}
