import { type FormQuestion, type Kind, newKey, newOption, type QuizForm } from "./quiz-form.ts";

/** Changes of a quiz form. Each returns a new form and leaves the old one as it is. */

/** Puts a question in. @param at its place, from 0 */
export function insertQuestion(form: QuizForm, at: number, question: FormQuestion): QuizForm {
  return { ...form, questions: [...form.questions.slice(0, at), question, ...form.questions.slice(at)] };
}

export function removeQuestion(form: QuizForm, key: number): QuizForm {
  return { ...form, questions: form.questions.filter((question) => question.key !== key) };
}

/** Moves one item of a list. A place outside of the list is the nearest one in it. */
export function moved<T>(list: readonly T[], from: number, to: number): T[] {
  const place = Math.max(0, Math.min(list.length - 1, to));
  const item = list[from];
  if (item === undefined) return [...list];
  const others = list.filter((_, index) => index !== from);
  return [...others.slice(0, place), item, ...others.slice(place)];
}

export function updateQuestion(form: QuizForm, key: number, change: Partial<FormQuestion>): QuizForm {
  const questions = form.questions.map((one) => (one.key === key ? { ...one, ...change } : one));
  return { ...form, questions };
}

/** The same question again, as another one. */
export function duplicate(question: FormQuestion): FormQuestion {
  const options = question.options.map((option) => ({ ...option, key: newKey() }));
  return { ...question, key: newKey(), options, accept: [...question.accept] };
}

/** Changes the kind and keeps what fits: a single choice keeps the first right option only. */
export function withKind(question: FormQuestion, kind: Kind): Partial<FormQuestion> {
  const { options } = question;
  if (kind !== "single") return { kind };
  const right = options.findIndex(({ correct }) => correct);
  return { kind, options: options.map((option, index) => ({ ...option, correct: index === right })) };
}

/** Marks an option as right or wrong: with one right option, the others become wrong. */
export function withRight({ kind, options }: FormQuestion, key: number, correct: boolean) {
  return {
    options: options.map((option) => {
      if (option.key === key) return { ...option, correct };
      return kind === "single" && correct ? { ...option, correct: false } : option;
    }),
  };
}

/** One more option, after the others. */
export const withOption = ({ options }: FormQuestion) => ({ options: [...options, newOption()] });
