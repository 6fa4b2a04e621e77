import type { KeyCorrection, PlayerQuestion, QuestionStats, Quiz } from "../../../client/src/types.ts";

type Question = Quiz["questions"][number];
type TextOrNumber = Extract<NonNullable<QuestionStats["answer"]>, object>;

/** What is right, in one form for all kinds. A poll has neither. */
export interface AnswerKey {
  /** Ids of the right options. */
  correct?: readonly number[] | undefined;
  /** What is right of what was typed. */
  answer?: TextOrNumber | undefined;
}

/** A question as the host sees it: as players see it, with its key and explanation. */
export interface HostQuestion extends PlayerQuestion, AnswerKey {
  explanation?: string | undefined;
  /** Only its text is known: the quiz was changed or deleted since. */
  isPartial?: boolean;
}

/** @param no from 1 */
export function hostQuestion(question: Question, no: number): HostQuestion {
  const { kind, text, timeLimitMs, points, image, explanation } = question;
  const common = { no, kind, text, timeLimitMs, points, explanation, ...(image ? { image } : {}) };
  switch (question.kind) {
    case "numeric":
    case "text":
      return { ...common, options: [], answer: question.answer };
    case "truefalse":
      return {
        ...common,
        options: ["False", "True"].map((text, id) => ({ id, text })),
        correct: [question.answer ? 1 : 0],
      };
    default:
      return {
        ...common,
        options: question.options.map(({ text }, id) => ({ id, text })),
        correct:
          question.kind === "poll"
            ? undefined
            : question.options.flatMap(({ correct }, id) => (correct ? [id] : [])),
      };
  }
}

/** The key that counts now: the one of the figures, which a correction has changed, or else the quiz's. */
export function currentKey(question: HostQuestion | undefined, stats: QuestionStats | undefined): AnswerKey {
  const { answer } = stats ?? {};
  if (stats?.correct) return { correct: stats.correct };
  if (typeof answer === "object") return { answer };
  if (typeof answer === "boolean") return { correct: [answer ? 1 : 0] };
  return { correct: question?.correct, answer: question?.answer };
}

/** How many of those who answered were right; undefined if the figures do not say it. */
export function rightCount(
  kind: PlayerQuestion["kind"],
  stats: QuestionStats | undefined,
): number | undefined {
  if (!stats?.options || !stats.correct || kind === "multiple" || kind === "poll") return undefined;
  const right = new Set(stats.correct);
  return stats.options.reduce((sum, { id, count }) => sum + (right.has(id) ? count : 0), 0);
}

/** A correction as the dialog has it. */
export interface KeyForm {
  correct: readonly number[];
  /** Typed, for `numeric`. */
  value: number | undefined;
  tolerance: number | undefined;
  /** One accepted text a line, for `text`. */
  accept: string;
  isLenient: boolean;
}

export function keyForm({ correct = [], answer }: AnswerKey): KeyForm {
  const isNumber = answer !== undefined && "value" in answer;
  const isText = answer !== undefined && "accept" in answer;
  return {
    correct,
    value: isNumber ? answer.value : undefined,
    tolerance: isNumber ? answer.tolerance : 0,
    accept: isText ? answer.accept.join("\n") : "",
    isLenient: isText && answer.match === "lenient",
  };
}

/** @returns undefined if the form does not say what is right */
export function toCorrection(
  kind: PlayerQuestion["kind"],
  form: KeyForm,
  reason: string,
): KeyCorrection | undefined {
  if (kind === "numeric") {
    const { value, tolerance } = form;
    if (value === undefined || tolerance === undefined || tolerance < 0) return undefined;
    return { answer: { value, tolerance }, reason };
  }
  if (kind === "text") {
    const accept = form.accept
      .split("\n")
      .map((line) => line.trim())
      .filter(Boolean);
    if (accept.length === 0) return undefined;
    return { answer: { accept, match: form.isLenient ? "lenient" : "exact" }, reason };
  }
  return form.correct.length === 0 ? undefined : { correct: [...form.correct], reason };
}
