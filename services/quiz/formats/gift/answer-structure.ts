import type { GIFTQuestion } from "gift-pegjs";
import { trimBlanks } from "../shared/blanks.ts";
import { refused } from "../shared/refused.ts";
import { shapeOf, shapeOfChoices } from "./answer-shape.ts";

/** One `=right` or `~wrong` of a question. Texts have marks in place of escapes. */
export interface Choice {
  text: string;
  /** The part of the points that it earns, -100 to 100. */
  percent: number;
  /** Whether it begins with `=`. */
  isMarkedRight: boolean;
  feedback: string;
}

/** What stands between the braces of a question. */
export type Answers =
  | { type: "truefalse"; isTrue: boolean; feedback: string[]; general: string }
  | { type: "choices" | "typed" | "numbers"; choices: Choice[]; general: string };

/** The function of gift-pegjs, which is loaded only when a file needs it. */
export type ParseGift = (source: string) => GIFTQuestion[];

/** What gift-pegjs finds in a shape. */
type Found =
  | { type: "truefalse"; isTrue: boolean }
  | { type: "essay" | "unreadable" }
  | {
      type: "choices" | "typed";
      choices: { isRight: boolean; weight: number | null; hasFeedback: boolean }[];
    };

/**
 * How many characters gift-pegjs reads for one file, about half a second's work. A bank of thousands of questions has a
 * few hundred shapes of 10 to 30 characters.
 */
const MAX_PARSED = 400_000;
const TOO_MANY = "has questions of too many different forms; split it into several files";

/**
 * Reads what stands between the braces. gift-pegjs gets a word in place of each text: it takes about a µs for each
 * character, collapses blanks that count, and fails at characters that Moodle allows in a text. What it finds is kept
 * by the shape, so that each shape is read once.
 */
export class AnswerReader {
  readonly #parse: ParseGift;
  readonly #found = new Map<string, Found>();
  #parsed = 0;

  constructor(parse: ParseGift) {
    this.#parse = parse;
  }

  /**
   * @param block with marks in place of escapes
   * @returns the reason, if a quiz here cannot hold such answers
   * @throws ValidationError if the questions of the file have too many shapes
   */
  read(block: string): Answers | string {
    const generalStart = block.lastIndexOf("####");
    const answers = trimBlanks(generalStart < 0 ? block : block.slice(0, generalStart));
    const general = generalStart < 0 ? "" : trimBlanks(block.slice(generalStart + 4));
    const isNumeric = answers.startsWith("#");
    const shape = isNumeric ? shapeOfChoices(answers.slice(1), true) : shapeOf(answers);
    if (typeof shape === "string") return shape;
    const { texts } = shape;
    const found = this.#find(shape.skeleton);
    switch (found.type) {
      case "truefalse":
        return { ...found, feedback: texts, general };
      case "essay":
        return isNumeric ? "has no number" : 'is an essay question ("{}"), which a quiz here cannot hold';
      case "unreadable":
        return 'the answers between "{" and "}" cannot be read';
      default:
        return {
          type: isNumeric ? "numbers" : found.type,
          choices: choicesOf(found.choices, texts),
          general,
        };
    }
  }

  #find(skeleton: string): Found {
    return this.#found.getOrInsertComputed(skeleton, () => {
      this.#parsed += skeleton.length;
      if (this.#parsed > MAX_PARSED) throw refused(TOO_MANY);
      return foundBy(this.#parse, skeleton);
    });
  }
}

function foundBy(parse: ParseGift, skeleton: string): Found {
  const [question] = parse(`x{${skeleton}}`);
  switch (question?.type) {
    case "TF":
      return { type: "truefalse", isTrue: question.isTrue };
    case "Essay":
      return { type: "essay" };
    case "MC":
    case "Short":
      return {
        type: question.type === "MC" ? "choices" : "typed",
        choices: question.choices.map(({ isCorrect, weight, feedback }) => ({
          isRight: isCorrect,
          weight,
          hasFeedback: feedback !== null,
        })),
      };
    default:
      return { type: "unreadable" };
  }
}

function choicesOf(
  found: readonly { isRight: boolean; weight: number | null; hasFeedback: boolean }[],
  texts: readonly string[],
): Choice[] {
  let next = 0;
  return found.map(({ isRight, weight, hasFeedback }) => ({
    text: texts[next++]!,
    percent: weight ?? (isRight ? 100 : 0),
    isMarkedRight: isRight,
    feedback: hasFeedback ? texts[next++]! : "",
  }));
}
