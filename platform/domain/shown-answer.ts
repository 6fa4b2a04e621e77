import type { AnswerBody, StoredAnswer } from "./answer.ts";
import { type Key, keyFields, kindOf, optionTexts, type Question } from "./question.ts";
import { idsOf } from "./question-kinds/option-ids.ts";

/** Stored answers and keys as people and programs read them. */

/** The answer in the field in which players send it: `{ choice: 2 }`, `{ choices: [0, 3] }`, `{ value }`, `{ text }`. */
export function answerFields(question: Question, answer: StoredAnswer): Omit<AnswerBody, "question"> {
  const { field, decode } = kindOf(question).answerType;
  return { [field]: decode(encoded(answer)) };
}

/** An answer for a table: the texts of the chosen options, joined by "; ", or the number or the text that was typed. */
export function answerText(question: Question, answer: StoredAnswer): string | number {
  const { tally } = kindOf(question);
  const value = encoded(answer);
  if (tally === "number") return Number(value);
  if (tally === "text" || typeof value === "string") return String(value);
  return textsOfIds(question, tally === "options" ? idsOf(value) : [value]);
}

/** What is right, for a table; empty if nothing is right or wrong. */
export function keyText(question: Question, key: Key): string {
  const { correct, answer } = keyFields(question, key);
  if (correct) return textsOfIds(question, correct);
  const { value, tolerance, accept } = (answer ?? {}) as {
    value?: number;
    tolerance?: number;
    accept?: string[];
  };
  if (value !== undefined) return tolerance ? `${value} ± ${tolerance}` : String(value);
  if (accept) return accept.join("; ");
  return answer === undefined ? "" : JSON.stringify(answer);
}

function textsOfIds(question: Question, ids: readonly number[]): string {
  const options = optionTexts(question);
  return ids.map((id) => options[id] ?? `option ${id}`).join("; ");
}

/** As its answer type encodes it: a row has one of them. */
export function encoded({ choice, response }: StoredAnswer): number | string {
  return choice ?? response ?? "";
}
