import { type NumericAnswer, numericQuestion } from "../shared/numeric-answers.ts";
import { isFull, isNone, PARTIAL_CREDIT } from "../shared/percent.ts";
import { plainNumber } from "../shared/plain-number.ts";
import { quoted } from "../shared/quoted.ts";
import { typedQuestion } from "../shared/typed-answers.ts";
import { weightedQuestion } from "../shared/weighted-options.ts";
import { answerOf } from "../table/truth-words.ts";
import { childOf, childrenOf, type Element, innerText, settingOf } from "./element.ts";
import { formatOf, readText } from "./read-text.ts";

/** What questions of all types have. */
export interface Fields {
  text: string;
  explanation?: string;
}

/** The question that a type's answers make, not validated yet, or the reason why a quiz here cannot hold it. */
type ReadAnswers = (fields: Fields, element: Element) => object | string;

/** The types that can be imported. */
export const READ_ANSWERS: Record<string, ReadAnswers> = {
  multichoice: readOptions,
  truefalse: readTrueFalse,
  numerical: readNumbers,
  shortanswer: readTexts,
};

function readOptions(fields: Fields, element: Element): object | string {
  const options: { text: string; percent: number }[] = [];
  const format = formatOf(childOf(element, "questiontext"));
  for (const answer of childrenOf(element, "answer")) {
    const { text, fault } = readText(answer, format);
    const percent = percentOf(answer);
    if (fault) return `option ${options.length + 1} ${fault}`;
    if (percent === null) return `the fraction of option ${options.length + 1} is no number`;
    options.push({ text, percent });
  }
  const setting = settingOf(element, "single");
  const single = setting === undefined ? undefined : !["", "0", "false"].includes(setting);
  const earning = options.filter(({ percent }) => !isNone(percent));
  // Only one option can be chosen, and then a share is a part of the points.
  if (single && earning.length > 1 && !earning.every(({ percent }) => isFull(percent))) return PARTIAL_CREDIT;
  return weightedQuestion(fields, options, single === false);
}

/** Old files name the two answers in the writer's language. If nobody knows the words, true is the first, as in Moodle. */
function readTrueFalse(fields: Fields, element: Element): object | string {
  const answers = childrenOf(element, "answer");
  if (answers.length !== 2) return "a true or false question has two answers";
  const percents = answers.map(percentOf);
  if (!percents.every((percent) => percent !== null)) return "the fraction of an answer is no number";
  const earning = percents.filter((percent) => !isNone(percent));
  if (earning.length === 0) return "no answer is marked as right";
  if (!earning.every(isFull)) return PARTIAL_CREDIT;
  if (earning.length > 1) return "both true and false are marked as right";
  const format = formatOf(childOf(element, "questiontext"));
  const [first, second] = answers.map((answer) => answerOf(readText(answer, format).text));
  if (first !== undefined && first === second) return `both answers say ${first}`;
  const isTrueFirst = first ?? !second;
  return { kind: "truefalse", ...fields, answer: isTrueFirst === !isNone(percents[0]!) };
}

function readNumbers(fields: Fields, element: Element): object | string {
  const answers: NumericAnswer[] = [];
  for (const answer of childrenOf(element, "answer")) {
    const text = typedText(answer).trim();
    const value = text === "*" ? "any" : numberOf(text);
    const tolerance = numberOf(settingOf(answer, "tolerance") || "0");
    const percent = percentOf(answer);
    if (value === null) return `the answer ${quoted(text)} is no number, such as 3.14`;
    if (tolerance === null) return `the tolerance of the answer ${value} is no number`;
    if (percent === null) return `the fraction of the answer ${value} is no number`;
    answers.push({ value, tolerance: Math.abs(tolerance), percent });
  }
  return numericQuestion(fields, answers);
}

function readTexts(fields: Fields, element: Element): object | string {
  const answers = childrenOf(element, "answer").map((answer) => ({
    pattern: typedText(answer),
    percent: percentOf(answer),
  }));
  if (!answers.every(hasPercent)) return "the fraction of an answer is no number";
  return typedQuestion(fields, answers);
}

/** The text of an answer that players type. Moodle compares it as it is; only other programs write it in HTML. */
function typedText(answer: Element): string {
  const format = formatOf(answer);
  if (format === "html") return readText(answer).text;
  // Blanks in a plain text are part of it; others are there to arrange the file.
  return format === "plain_text" ? innerText(answer) : innerText(answer).trim();
}

function hasPercent<Answer extends { percent: number | null }>(
  answer: Answer,
): answer is Answer & { percent: number } {
  return answer.percent !== null;
}

/** Null if it is no number. An answer without a fraction earns nothing. */
function percentOf({ attributes }: Element): number | null {
  return numberOf((attributes.fraction ?? "0").trim().replace(",", "."));
}

/** Null if it is no number, or too large. */
function numberOf(text: string): number | null {
  const value = plainNumber(text);
  return Number.isFinite(value) ? value : null;
}

export function isTrue(setting: string | undefined): boolean {
  return setting === "true" || setting === "1";
}
