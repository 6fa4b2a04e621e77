import { choiceOrTrueFalse, choiceQuestion, type DraftOption } from "../shared/choice-question.ts";
import { quoted } from "../shared/quoted.ts";
import { shuffle } from "../shared/shuffle.ts";
import type { Draft } from "./draft.ts";
import { numberOf } from "./extra-fields.ts";
import { rightOptions, type TableKey } from "./table-key.ts";
import { answerOf, truthOf } from "./truth-words.ts";

/** A question that a row has, not validated yet, and a note about it. */
export interface RowQuestion {
  question: object;
  note?: string;
}

const NO_RIGHT = "no option is marked as right";
const NO_KEY = 'the table has no column with the right answers: its name must be one such as "correct"';

/** The question of a row, or the reason why a quiz cannot hold it. @param key see keyOf */
export function questionOf(draft: Draft, key: TableKey): RowQuestion | string {
  switch (draft.kind) {
    case "text":
      return textQuestion(draft, key);
    case "numeric":
      return numericQuestion(draft);
    case "truefalse":
      return trueFalseQuestion(draft, key);
    case "poll":
      return pollQuestion(draft);
    default:
      return draft.wrongs.length > 0 && draft.options.size === 0
        ? fromRightAndWrong(draft)
        : fromOptions(draft, key);
  }
}

function fromOptions(draft: Draft, key: TableKey): RowQuestion | string {
  const { fields, options, rights, kind, marked } = draft;
  if (options.size === 0) {
    const truth = rights.length === 1 ? truthOf(rights[0]!) : undefined;
    if (truth === undefined || kind !== undefined) return "the question has no options";
    return { question: { kind: "truefalse", ...fields, answer: truth } };
  }
  if (rights.length === 0 && marked === undefined) return draft.hasRights ? NO_RIGHT : NO_KEY;
  const right = rightOptions(draft, key);
  if (typeof right === "string") return right;
  const question = chosen(
    draft,
    [...options].map(([number, text]) => ({ text, correct: right.numbers.has(number) })),
  );
  const isOurs = kind === "single" || kind === "multiple";
  return right.note !== undefined && !isOurs ? { question, note: right.note } : { question };
}

/** The file has the right answers first. */
function fromRightAndWrong(draft: Draft): RowQuestion | string {
  const { fields, rights, wrongs } = draft;
  if (rights.length === 0) return NO_RIGHT;
  const options = [
    ...rights.map((text) => ({ text, correct: true })),
    ...wrongs.map((text) => ({ text, correct: false })),
  ];
  // For Open Trivia DB "multiple" is a question with several options, of which one is right.
  const kind = draft.kind === "multiple" && rights.length === 1 ? undefined : draft.kind;
  return { question: chosen({ ...draft, kind }, shuffle(options, fields.text)) };
}

function chosen({ kind, fields }: Draft, options: readonly DraftOption[]): object {
  if (kind === "single" || kind === "multiple") return { ...choiceQuestion(fields, options), kind };
  return choiceOrTrueFalse(fields, options);
}

/** The options are the accepted texts. If the file names some of them as right, the others are not. */
function textQuestion(draft: Draft, key: TableKey): RowQuestion | string {
  const { fields, options, rights, match } = draft;
  const answer = (accept: string[]) => ({
    accept,
    ...(match !== "" && { match: match.trim().toLowerCase() }),
  });
  if (rights.length === 0 && options.size === 0) return "no accepted text is given";
  if (options.size === 0) return { question: { kind: "text", ...fields, answer: answer(rights) } };
  if (rights.length === 0) {
    return { question: { kind: "text", ...fields, answer: answer([...options.values()]) } };
  }
  const right = rightOptions(draft, key);
  if (typeof right === "string") return right;
  const accept = [...options].flatMap(([number, text]) => (right.numbers.has(number) ? [text] : []));
  return { question: { kind: "text", ...fields, answer: answer(accept) } };
}

function numericQuestion({ fields, options, rights, tolerance }: Draft): RowQuestion | string {
  const texts = rights.length > 0 ? rights : [...options.values()];
  if (texts.length === 0) return "no right number is given";
  if (rights.length > 0 && options.size > 0) return "a question with a number as the answer has no options";
  if (texts.length > 1) return "several numbers are right, and a quiz here can hold one number or one range";
  const value = numberOf(texts[0]!);
  const around = tolerance === "" ? 0 : numberOf(tolerance);
  if (typeof value !== "number") return notANumber("right answer", texts[0]!, value);
  if (typeof around !== "number") return notANumber("tolerance", tolerance, around);
  return { question: { kind: "numeric", ...fields, answer: { value, tolerance: around } } };
}

function notANumber(what: string, text: string, found: "ambiguous" | undefined): string {
  return found === "ambiguous"
    ? `the ${what} ${quoted(text)} may be two numbers; write it with a point, or without the comma`
    : `the ${what} ${quoted(text)} is not a number`;
}

function trueFalseQuestion(draft: Draft, key: TableKey): RowQuestion | string {
  const { fields, options, rights } = draft;
  if (rights.length === 0 && draft.marked === undefined) return NO_RIGHT;
  // "1" and "F" may be a number and a letter of an option.
  const said = options.size === 0 ? answerOf : truthOf;
  const truth = rights.length === 1 ? said(rights[0]!) : undefined;
  if (truth !== undefined) return { question: { kind: "truefalse", ...fields, answer: truth } };
  if (options.size === 0) return `the right answer ${quoted(rights.join(", "))} is neither true nor false`;
  const right = rightOptions(draft, key);
  if (typeof right === "string") return right;
  const truths = [...right.numbers].map((number) => answerOf(options.get(number) ?? ""));
  const [answer] = truths;
  if (truths.length !== 1 || answer === undefined) return "the right option is neither true nor false";
  return { question: { kind: "truefalse", ...fields, answer } };
}

function pollQuestion({ fields, options, rights }: Draft): RowQuestion {
  const question = {
    kind: "poll",
    ...fields,
    options: [...options.values()].map((text) => ({ text })),
  };
  if (rights.length === 0) return { question };
  return { question, note: `the right answer ${quoted(rights[0]!)} is set aside: a poll has none` };
}
