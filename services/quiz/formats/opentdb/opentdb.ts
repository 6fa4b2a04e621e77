import { readList } from "../json/json-source.ts";
import { UnknownFields } from "../json/known-fields.ts";
import { isObject } from "../json/loose-fields.ts";
import { choiceOrTrueFalse } from "../shared/choice-question.ts";
import type { ParsedFile, Part, Reader } from "../shared/format.ts";
import { refused } from "../shared/refused.ts";
import { shuffle } from "../shared/shuffle.ts";
import type { SourceFile } from "../shared/source-file.ts";
import { tooManyOptions } from "../shared/too-many-options.ts";
import { decodeText, type Encoding, encodingOf } from "./encoding.ts";

/** What a reply says if it has no questions (https://opentdb.com/api_config.php). */
const RESPONSE_CODES: Record<number, string> = {
  1: "it has not as many questions of this kind as were asked for",
  2: "it did not understand what was asked for",
  3: "the session token does not exist",
  4: "the session token has returned all questions of this kind",
  5: "it was asked too often: once in 5 seconds is allowed",
};
/** `explanation`: other programs add it. */
const FIELDS = ["type", "question", "correct_answer", "incorrect_answers", "explanation"];

/** A name of a field that no other format has. */
const FIELD = /"(?:incorrect_answers|response_code)"\s*:/;

/**
 * A reply of Open Trivia DB (opentdb.com), or only its list of questions. The right answer stands apart there, so the
 * options are shuffled, by a seed: the same file gives the same quiz.
 */
export const openTdb = {
  detect: ({ text }: SourceFile) => /^\s*[{[]/.test(text) && FIELD.test(text),

  parse({ text }: SourceFile): ParsedFile {
    const { file, elements, lines } = readList(text, "results");
    if (!elements) throw refused("is missing: a reply of Open Trivia DB has a list of `results`", "results");
    if (elements.length === 0) throw refused(emptyReason(file.response_code));
    const items = elements.map((element) => Object(element) as Item);
    const encoding = encodingOf(
      items.map(({ type }) => type),
      items.flatMap(textsOf),
    );
    const parts = items.map((item, index): Part => {
      const question = toQuestion(item, encoding);
      const line = lines[index]!;
      return typeof question === "string" ? { line, invalid: question } : { line, question };
    });
    const unknown = new UnknownFields();
    for (const name of elements.filter(isObject).flatMap(Object.keys)) {
      if (!FIELDS.includes(name)) unknown.add(name, "questions");
    }
    return { parts, notes: unknown.notes() };
  },
} satisfies Reader;

/** An element of `results`; any field may be missing or something else. */
interface Item {
  type?: unknown;
  question?: unknown;
  correct_answer?: unknown;
  incorrect_answers?: unknown;
  explanation?: unknown;
}

function textsOf({ question, correct_answer: right, incorrect_answers: wrong }: Item): string[] {
  return [question, right, ...(Array.isArray(wrong) ? wrong : [])].filter((text) => typeof text === "string");
}

/** The question of an item, not validated yet, or the reason why it is invalid. */
function toQuestion(item: Item, encoding: Encoding): object | string {
  const { question, correct_answer: right, incorrect_answers: wrong, explanation } = item;
  if (typeof question !== "string") return "the question has no text (question)";
  if (typeof right !== "string") return "the right answer is missing (correct_answer)";
  if (!Array.isArray(wrong) || !wrong.every((option) => typeof option === "string")) {
    return "the wrong answers are missing (incorrect_answers): a list of texts";
  }
  const tooMany = tooManyOptions(wrong.length + 1);
  if (tooMany) return tooMany;
  const decoded = (text: string) => decodeText(text, encoding);
  const text = decoded(question);
  const options = [
    { text: decoded(right), correct: true },
    ...wrong.map((option) => ({ text: decoded(option) })),
  ];
  const hasExplanation = typeof explanation === "string" && explanation !== "";
  const fields = hasExplanation ? { text, explanation: decoded(explanation) } : { text };
  return choiceOrTrueFalse(fields, shuffle(options, text));
}

function emptyReason(code: unknown): string {
  const meaning = typeof code === "number" ? RESPONSE_CODES[code] : undefined;
  return meaning === undefined
    ? "has no questions"
    : `has no questions: Open Trivia DB replied with code ${code}, ${meaning}`;
}
