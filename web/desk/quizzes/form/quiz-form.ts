import type { QuestionDraft, QuizDraft } from "../../../../client/src/types.ts";
import { readNumber, showNumber } from "../../../game/read-number.ts";

export type Kind = QuestionDraft["kind"];
export const KINDS = ["single", "multiple", "truefalse", "numeric", "text", "poll"] as const;

export interface FormOption {
  /** Identity in the form: it stays when the option moves. */
  key: number;
  text: string;
  correct: boolean;
}

/**
 * A question as it is being written. It holds the fields of all kinds, so that a change of kind loses nothing. Numbers
 * are texts, as the host types them.
 */
export interface FormQuestion {
  /** Identity in the form: it stays when the question moves. */
  key: number;
  kind: Kind;
  text: string;
  options: FormOption[];
  truth: boolean;
  value: string;
  tolerance: string;
  accept: string[];
  match: "exact" | "lenient" | undefined;
  hasLimit: boolean;
  /** Seconds. */
  limit: string;
  points: string;
  explanation: string;
  image: string;
}

export interface QuizForm {
  title: string;
  questions: FormQuestion[];
}

export const MAX_QUESTIONS = 1000;
export const MAX_OPTIONS = 20;

let lastKey = 0;
/** A key that no other question or option of this page has. */
export const newKey = () => ++lastKey;

export const newOption = (text = "", correct = false): FormOption => ({ key: newKey(), text, correct });

/** An empty question. @param like takes its kind, time limit and points, so that a series goes quickly */
export function newQuestion(like?: FormQuestion): FormQuestion {
  const { kind = "single", hasLimit = true, limit = "20", points = "1000" } = like ?? {};
  const count = kind === "single" || kind === "multiple" ? 4 : 2;
  return {
    key: newKey(),
    kind,
    text: "",
    options: Array.from({ length: count }, () => newOption()),
    truth: true,
    value: "",
    tolerance: "0",
    accept: [""],
    match: undefined,
    hasLimit,
    limit,
    points,
    explanation: "",
    image: "",
  };
}

export const newQuiz = (): QuizForm => ({ title: "", questions: [newQuestion()] });

export const hasOptions = ({ kind }: Pick<FormQuestion, "kind">) =>
  kind === "single" || kind === "multiple" || kind === "poll";

/** A question in the form. @param language how numbers are written, as a BCP 47 tag */
function questionForm(draft: QuestionDraft, language: string): FormQuestion {
  const { kind, text, timeLimitMs = 20_000, points = 1000, explanation = "", image = "" } = draft;
  const own: FormQuestion = {
    ...newQuestion(),
    kind,
    text,
    explanation,
    image,
    hasLimit: timeLimitMs !== null,
    limit: showNumber((timeLimitMs ?? 20_000) / 1000, language),
    points: String(points),
  };
  if (kind === "truefalse") own.truth = draft.answer;
  else if (kind === "numeric") {
    own.value = showNumber(draft.answer.value, language);
    own.tolerance = showNumber(draft.answer.tolerance ?? 0, language);
  } else if (kind === "text") {
    own.accept = [...draft.answer.accept];
    own.match = draft.answer.match;
  } else own.options = draft.options.map(({ text, correct }) => newOption(text, correct));
  return own;
}

/** A quiz as the form has it. @param language how numbers are written, as a BCP 47 tag */
export function toForm({ title, questions }: QuizDraft, language: string): QuizForm {
  return { title, questions: questions.map((question) => questionForm(question, language)) };
}

/** One question as the API takes it. What cannot be read as a number is NaN: check the form first. */
function questionDraft(question: FormQuestion, language: string): QuestionDraft {
  const { kind, text, options, truth, accept, match, hasLimit, explanation, image } = question;
  const number = (typed: string) => readNumber(typed, language) ?? Number.NaN;
  const common = {
    text,
    timeLimitMs: hasLimit ? Math.round(number(question.limit) * 1000) : null,
    points: number(question.points),
    ...(explanation.trim() && { explanation }),
    ...(image.trim() && { image: image.trim() }),
  };
  if (kind === "truefalse") return { kind, ...common, answer: truth };
  if (kind === "numeric") {
    const answer = { value: number(question.value), tolerance: number(question.tolerance || "0") };
    return { kind, ...common, answer };
  }
  if (kind === "text") return { kind, ...common, answer: { accept, ...(match && { match }) } };
  const isRight = ({ correct }: FormOption) => kind !== "poll" && correct;
  return {
    kind,
    ...common,
    options: options.map((one) => ({ text: one.text, ...(isRight(one) && { correct: true }) })),
  };
}

/** The form as the API takes it. */
export function toDraft({ title, questions }: QuizForm, language: string): QuizDraft {
  return { title, questions: questions.map((question) => questionDraft(question, language)) };
}
