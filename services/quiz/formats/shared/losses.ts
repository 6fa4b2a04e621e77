import { type Question, questionSchema } from "../../../../platform/domain/question.ts";
import { refused } from "./refused.ts";

/** How many questions a note names by their numbers. */
const MAX_NAMED = 10;

/** What a question may have and a format may not. */
export type LosableField = "timeLimitMs" | "points" | "explanation" | "image" | "match";

const WHAT: Record<LosableField, string> = {
  timeLimitMs: "the time limit is not written",
  points: "the points are not written",
  explanation: "the explanation is not written",
  image: "the image is not written",
  match: "the lenient comparison of typed texts is not written",
};

/** What an export does not write, told once for each kind of loss. */
export class Losses {
  readonly #questions = new Map<string, number[]>();

  /** @param no the question's number, from 1 @param what in ASCII, such as "the image is not written" */
  add(no: number, what: string): void {
    const numbers = this.#questions.getOrInsertComputed(what, () => []);
    if (numbers.at(-1) !== no) numbers.push(no);
  }

  /** Adds what a question has and the format cannot hold. Defaults are no loss: an import fills them in again. */
  addFields(no: number, question: Question, lost: readonly LosableField[]): void {
    for (const field of lost) if (hasField(question, field)) this.add(no, WHAT[field]);
  }

  /** One sentence for each loss: "questions 2, 5 and 7: the image is not written". */
  notes(): string[] {
    return [...this.#questions].map(([what, numbers]) => `${nameQuestions(numbers)}: ${what}`);
  }
}

/** @throws ValidationError if nothing is left of a quiz in a format */
export function requireAny(written: number, format: string): void {
  if (written === 0) throw refused(`this quiz has no question that ${format} can hold`, "format");
}

const DEFAULTS = questionSchema.parse({ kind: "truefalse", text: "?", answer: true });

function hasField(question: Question, field: LosableField): boolean {
  if (field === "match") return question.kind === "text" && question.answer.match === "lenient";
  if (field === "explanation" || field === "image") return Boolean(question[field]);
  return question[field] !== DEFAULTS[field];
}

function nameQuestions(numbers: readonly number[]): string {
  if (numbers.length === 1) return `question ${numbers[0]}`;
  const named = numbers.length > MAX_NAMED ? numbers.slice(0, MAX_NAMED) : numbers.slice(0, -1);
  const rest = numbers.length > MAX_NAMED ? `${numbers.length - MAX_NAMED} more` : numbers.at(-1);
  return `questions ${named.join(", ")} and ${rest}`;
}
