import type { Question } from "../../../../platform/domain/question.ts";
import type { QuizContent } from "../../../../platform/domain/quiz.ts";
import { choiceOrTrueFalse } from "../shared/choice-question.ts";
import type { WrittenFile } from "../shared/format.ts";
import { Losses, requireAny } from "../shared/losses.ts";
import { CONTROL_CHARACTERS } from "../shared/source-lines.ts";
import { lostTitle } from "../shared/title.ts";
import { answerLine } from "./aiken-lines.ts";

/** What Moodle reads as an option, at the beginning of a line. */
const LIKE_OPTION = /^[A-Z][).]/;

/** An option, or one of True and False. */
interface Choice {
  text: string;
  isRight: boolean;
}

/**
 * A quiz in Aiken format, as Moodle reads it: one right letter, and each text on one line. A question that it would
 * read in another way is left out.
 */
export function writeAiken({ title, questions }: QuizContent): WrittenFile {
  const losses = new Losses();
  const entries = questions.flatMap((question, index) => writeQuestion(question, index + 1, losses) ?? []);
  requireAny(entries.length, "Aiken");
  return { body: entries.join("\n"), notes: [...lostTitle(title), ...losses.notes()] };
}

function writeQuestion(question: Question, no: number, losses: Losses): string | null {
  const choices = choicesOf(question);
  if (typeof choices === "string") {
    losses.add(no, `left out, because Aiken has no ${choices}`);
    return null;
  }
  const text = onOneLine(question.text);
  if (LIKE_OPTION.test(text) || answerLine(text) !== undefined) {
    losses.add(no, "left out, because the text begins like an option or an answer of Aiken");
    return null;
  }
  const options = choices.map((choice) => onOneLine(choice.text));
  losses.addFields(no, question, ["timeLimitMs", "points", "explanation", "image"]);
  for (const what of changesOf([question.text, ...choices.map((choice) => choice.text)]))
    losses.add(no, what);
  if (question.kind === "single" && becomesTrueFalse(question))
    losses.add(no, "it becomes a true or false question");
  const right = choices.findIndex(({ isRight }) => isRight);
  const lines = options.map((option, id) => `${letterOf(id)}) ${option}`);
  return `${[text, ...lines, `ANSWER: ${letterOf(right)}`].join("\n")}\n`;
}

/** What a player can choose, or the name of what the format does not have. */
function choicesOf(question: Question): Choice[] | string {
  switch (question.kind) {
    case "single":
      return question.options.map(({ text, correct }) => ({ text, isRight: Boolean(correct) }));
    case "truefalse":
      return [true, false].map((value) => ({
        text: value ? "True" : "False",
        isRight: value === question.answer,
      }));
    case "multiple":
      return "questions with several right options";
    case "poll":
      return "polls";
    case "numeric":
      return "questions with a number as the answer";
    case "text":
      return "questions with a typed text as the answer";
  }
}

/** A text on one line. Control characters are removed, as an import does it. */
function onOneLine(text: string): string {
  return withoutBreaks(text).replace(CONTROL_CHARACTERS, "").trim();
}

function withoutBreaks(text: string): string {
  return text.replace(/\r\n|\r|\n/g, " ");
}

function changesOf(texts: readonly string[]): string[] {
  const hasBreaks = texts.some((text) => /[\r\n]/.test(text.trim()));
  const hasOthers = texts.some((text) => onOneLine(text) !== withoutBreaks(text));
  return [
    ...(hasBreaks ? ["line breaks become spaces"] : []),
    ...(hasOthers ? ["spaces around texts and control characters are not written"] : []),
  ];
}

function becomesTrueFalse({ text, options }: Extract<Question, { kind: "single" }>): boolean {
  return options.length === 2 && "answer" in choiceOrTrueFalse({ text }, options);
}

function letterOf(id: number): string {
  return String.fromCharCode(65 + id);
}
