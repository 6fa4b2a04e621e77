/** What fields are called in files of other programs. */

export type Fields = Record<string, unknown>;

export const TEXT = ["question", "text", "prompt", "questionText", "question_text"];
/** `answers` may be the options, or the right ones beside them: see `answerNames`. */
export const OPTIONS = ["options", "choices", "answers"];
const ANSWER = [
  ..."answer correct correctAnswer correct_answer correctAnswers correct_answers".split(" "),
  ..."correctOption correct_option correctOptionIndex correct_option_index".split(" "),
  ..."correctIndex correct_index answerIndex answer_index".split(" "),
];
export const WRONG_ANSWERS = ["incorrectAnswers", "incorrect_answers", "wrongAnswers", "wrong_answers"];
/** The fields of an option that is an object. */
export const OPTION_TEXT = ["text", "option", "answer", "content", "value", "label"];
/** What the right answer may name instead of the text. */
export const OPTION_KEY = ["id", "key", "letter", "label"];
export const OPTION_MARK = ["correct", "isCorrect", "is_correct"];

/** The fields that may have the right answers of a question. */
export function answerNames(question: Fields): readonly string[] {
  return nameIn(question, OPTIONS) === "answers" ? ANSWER : [...ANSWER, "answers"];
}

/** The first of these fields that an object has; undefined if it has none, or only null. */
export function nameIn(fields: Fields, names: readonly string[]): string | undefined {
  return names.find((name) => Object.hasOwn(fields, name) && fields[name] !== null);
}

/** The value of the first of these fields that an object has. */
export function firstOf(fields: Fields, names: readonly string[]): unknown {
  const name = nameIn(fields, names);
  return name === undefined ? undefined : fields[name];
}

export function isObject(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A value that may stand alone or in a list. */
export function asList(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

/** A text, or a number or a truth value as people write it; an empty text for anything else. */
export function asText(value: unknown): string {
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : "";
}
