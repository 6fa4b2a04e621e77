import { explanationOf, FEEDBACK_SET_ASIDE } from "../shared/explanation.ts";
import type { Part } from "../shared/format.ts";
import { numericQuestion } from "../shared/numeric-answers.ts";
import { typedQuestion } from "../shared/typed-answers.ts";
import { weightedQuestion } from "../shared/weighted-options.ts";
import type { AnswerReader, Answers, Choice } from "./answer-structure.ts";
import { MAX_QUESTION_LENGTH, type QuestionSource } from "./collected-question.ts";
import { formatOf, type GiftText, readText, readTitle, type TextFormat } from "./gift-text.ts";
import { readNumber } from "./numbers.ts";
import { type QuestionPieces, questionPieces } from "./question-pieces.ts";

const HTML_NOTE = "HTML in texts that do not begin with [html] is read as Moodle shows it";

/** A question of a file, and what is to be said once about the whole file. */
export interface ReadQuestion {
  part: Part;
  fileNotes: string[];
}

/** Reads one question. */
export function readQuestion({ line, text }: QuestionSource, reader: AnswerReader): ReadQuestion {
  if (text === null) {
    const invalid = `is longer than ${MAX_QUESTION_LENGTH} characters; a "{" may have no "}"`;
    return { part: { line, invalid }, fileNotes: [] };
  }
  const pieces = questionPieces(text);
  if ("ignored" in pieces) return { part: { line, ignored: pieces.ignored }, fileNotes: [] };
  const read = "invalid" in pieces ? pieces.invalid : readPieces(pieces, reader);
  if (typeof read === "string") return { part: { line, invalid: read }, fileNotes: [] };
  const { question, notes, fileNotes } = read;
  return { part: { line, question, ...(notes.length > 0 && { notes }) }, fileNotes };
}

interface Read {
  question: object;
  notes: string[];
  fileNotes: string[];
}

/** The question, or the reason why a quiz here cannot hold it. */
function readPieces(pieces: QuestionPieces, reader: AnswerReader): Read | string {
  const answers = reader.read(pieces.answers);
  if (typeof answers === "string") return answers;
  const stem = readText(pieces.stem, formatOf(pieces.stem));
  if (stem.fault) return stem.fault;
  const shared = answers.general || sharedFeedback(answers);
  const sharedText = readText(shared, stem.format === "moodle" ? formatOf(shared) : stem.format);
  const explanation = explanationOf(sharedText.text, sharedText.fault);
  const fields = {
    text: stem.text === "" && pieces.title !== undefined ? readTitle(pieces.title) : stem.text,
    ...explanation.field,
  };
  const question = toQuestion(fields, answers, stem.format);
  if (typeof question === "string") return question;
  const isSetAside = feedbackOf(answers).some((feedback) => feedback !== "" && feedback !== shared);
  const isMarkup =
    (stem.format === "html" && !stem.hasPrefix) ||
    (stem.format === "moodle" && sharedText.format === "html" && !sharedText.hasPrefix);
  return {
    question,
    notes: explanation.notes,
    fileNotes: [...(isSetAside ? [FEEDBACK_SET_ASIDE] : []), ...(isMarkup ? [HTML_NOTE] : [])],
  };
}

function toQuestion(
  fields: { text: string; explanation?: string },
  answers: Answers,
  format: TextFormat,
): object | string {
  switch (answers.type) {
    case "truefalse":
      return { kind: "truefalse", ...fields, answer: answers.isTrue };
    case "choices": {
      const texts = answers.choices.map(({ text }) => readText(text, format));
      const fault = texts.find((text) => text.fault)?.fault;
      if (fault) return fault;
      return weightedQuestion(fields, withPercents(texts, answers.choices), asksForSeveral(answers.choices));
    }
    case "typed":
      return typedQuestion(
        fields,
        // Players type plain text, and Moodle compares it so, whatever the format of the question.
        answers.choices.map(({ text, percent }) => ({ pattern: readText(text, "moodle").text, percent })),
      );
    case "numbers":
      return readNumbers(fields, answers.choices);
  }
}

function withPercents(texts: readonly GiftText[], choices: readonly Choice[]) {
  return texts.map(({ text }, id) => ({ text, percent: choices[id]!.percent }));
}

/** Without a `=`, Moodle lets players choose several options; only then a penalty makes sense. */
function asksForSeveral(choices: readonly Choice[]): boolean {
  return choices.every((choice) => !choice.isMarkedRight) && choices.some(({ percent }) => percent < 0);
}

function readNumbers(
  fields: { text: string; explanation?: string },
  choices: readonly Choice[],
): object | string {
  const answers = [];
  for (const { text, percent, isMarkedRight } of choices) {
    const isFeedbackOnly = text === "" && !isMarkedRight;
    const number = readNumber(isFeedbackOnly ? "*" : readText(text, "moodle").text);
    if (typeof number === "string") return number;
    answers.push({ ...number, percent });
  }
  return numericQuestion(fields, answers);
}

function feedbackOf(answers: Answers): string[] {
  return answers.type === "truefalse" ? answers.feedback : answers.choices.map(({ feedback }) => feedback);
}

/** The feedback that every player gets, whatever the answer; empty if there is none. */
function sharedFeedback(answers: Answers): string {
  const [first = "", ...others] = feedbackOf(answers);
  if (others.length === 0 || others.some((feedback) => feedback !== first)) return "";
  const isForAll =
    answers.type === "truefalse" ||
    answers.type === "choices" ||
    answers.choices.some(({ text, isMarkedRight }) => text === "*" || (text === "" && !isMarkedRight));
  return isForAll ? first : "";
}
