import type { Question } from "../../../../platform/domain/question.ts";
import type { QuizContent } from "../../../../platform/domain/quiz.ts";
import { shortPath } from "../shared/category-path.ts";
import type { WrittenFile } from "../shared/format.ts";
import { Losses, requireAny } from "../shared/losses.ts";
import { equalShare } from "../shared/percent.ts";
import { textsOf } from "../shared/question-texts.ts";
import { typedPattern } from "../shared/typed-answers.ts";
import { inDigits } from "./numbers.ts";
import { changesOf, storedTitle, writeText } from "./write-text.ts";

/** A quiz as a file in GIFT. */
export function writeGift({ title, questions }: QuizContent): WrittenFile {
  const losses = new Losses();
  const written = questions.flatMap((question, index) => {
    const answers = writeAnswers(question);
    if (answers === null) {
      losses.add(index + 1, "a poll has no right option, which GIFT needs, and is not written");
      return [];
    }
    losses.addFields(index + 1, question, ["timeLimitMs", "points", "image", "match"]);
    for (const change of new Set(textsOf(question).flatMap(changesOf))) losses.add(index + 1, change);
    return [`${writeText(question.text)} {${answers}${writeExplanation(question, answers)}}\n`];
  });
  requireAny(written.length, "GIFT");
  const notes = losses.notes();
  if (storedTitle(title) !== title) {
    notes.unshift("the title: line breaks, control characters and blanks at its ends are not written");
  }
  return { body: [`$CATEGORY: ${shortPath(storedTitle(title))}\n`, ...written].join("\n"), notes };
}

/** What stands between the braces; null if GIFT cannot hold the question. */
function writeAnswers(question: Question): string | null {
  switch (question.kind) {
    case "truefalse":
      return question.answer ? "TRUE" : "FALSE";
    case "numeric":
      return `#${inDigits(question.answer.value)}:${inDigits(question.answer.tolerance)}`;
    case "text":
      return lines(question.answer.accept.map((text) => `=%100%${writeText(text, typedPattern)}`));
    case "single":
      return lines(question.options.map(({ text, correct }) => `${correct ? "=" : "~"}${writeText(text)}`));
    case "multiple":
      return writeMultiple(question.options);
    case "poll":
      return null;
  }
}

/** Right options share the points. A wrong one costs them all: only all right options and no other one are right. */
function writeMultiple(options: readonly { text: string; correct?: boolean | undefined }[]): string {
  const right = options.filter(({ correct }) => correct).length;
  return lines(
    options.map(({ text, correct }) => `~%${correct ? equalShare(right) : -100}%${writeText(text)}`),
  );
}

function lines(answers: readonly string[]): string {
  return `\n${answers.map((answer) => `\t${answer}\n`).join("")}`;
}

function writeExplanation({ explanation }: Question, answers: string): string {
  if (!explanation) return "";
  const written = `####${writeText(explanation)}`;
  return answers.endsWith("\n") ? `\t${written}\n` : written;
}
