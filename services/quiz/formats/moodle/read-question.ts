import { isVisible } from "../../../../platform/domain/text/visible-text.ts";
import { type Explanation, explanationOf, FEEDBACK_SET_ASIDE } from "../shared/explanation.ts";
import type { Part } from "../shared/format.ts";
import { childOf, childrenOf, type Element, innerText, settingOf } from "./element.ts";
import { typeReason } from "./question-types.ts";
import { type Fields, isTrue, READ_ANSWERS } from "./read-answers.ts";
import { formatOf, readText } from "./read-text.ts";

/** A question of a file as a part of the quiz. @param line of its tag */
export function readQuestion(element: Element, line: number): Part {
  const type = typeOf(element);
  if (type === "description") return { line, ignored: "a text without a question (description)" };
  if (type === "") return { line, invalid: "the type of the question is missing" };
  const readAnswers = Object.hasOwn(READ_ANSWERS, type) ? READ_ANSWERS[type] : undefined;
  if (!readAnswers) return { line, invalid: typeReason(type) };

  const { text, fault } = readText(childOf(element, "questiontext"));
  if (fault) return { line, invalid: `the text of the question ${fault}` };
  if (hasOldPicture(element))
    return { line, invalid: "the question needs a picture, which a quiz here cannot hold" };
  const explanation = readExplanation(element);
  const fields: Fields = { text, ...explanation.field };
  const question = readAnswers(fields, element);
  if (typeof question === "string") return { line, invalid: question };
  const notes = [...explanation.notes, ...unitNotes(element)];
  return notes.length > 0 ? { line, question, notes } : { line, question };
}

export function typeOf({ attributes }: Element): string {
  return attributes.type?.trim().toLowerCase() ?? "";
}

/** Moodle before version 2 has a picture in an element of its own. */
function hasOldPicture(element: Element): boolean {
  return [...childrenOf(element, "image"), ...childrenOf(element, "image_base64")].some((image) =>
    isVisible(innerText(image)),
  );
}

function readExplanation(element: Element): Explanation {
  const { text, fault } = readText(
    childOf(element, "generalfeedback"),
    formatOf(childOf(element, "questiontext")),
  );
  return explanationOf(text, fault);
}

/** Units of a numerical question. */
function unitNotes(element: Element): string[] {
  const names = childrenOf(childOf(element, "units") ?? element, "unit")
    .map((unit) => innerText(childOf(unit, "unit_name")).trim())
    .filter(Boolean);
  if (names.length === 0) return [];
  const listed = names.join(", ");
  return [`the unit (${listed.slice(0, 80).toWellFormed()}) is set aside: players type only the number`];
}

/** What a file says of a question and a quiz here does not have: each is told once for the file. */
export const SET_ASIDE: readonly { has: (element: Element) => boolean; note: string }[] = [
  {
    has: (element) => typeOf(element) === "shortanswer" && isTrue(settingOf(element, "usecase")),
    note: "capital letters matter in typed answers of this file, and do not matter here",
  },
  {
    has: (element) => isTrue(settingOf(element, "hidden")),
    note: "questions that are hidden in Moodle are imported too",
  },
  {
    has: (element) =>
      childrenOf(element, "answer").some((answer) => isVisible(innerText(childOf(answer, "feedback")))),
    note: FEEDBACK_SET_ASIDE,
  },
];
