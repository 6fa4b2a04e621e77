import { trimBlanks } from "../shared/blanks.ts";

/** The most answers of a question: a quiz can hold 20 options or 50 accepted texts. */
const MAX_ANSWERS = 50;

/** What stands between braces: its marks with a word in place of each text, and the texts in their order. */
export interface Shape {
  skeleton: string;
  texts: string[];
}

const TRUTH = /^(true|t|false|f)[ \t\n]*(?:#([^#]*)(?:#(.*))?)?$/is;
/** The answers of a text with gaps (Moodle's "cloze"), such as `1:MC:=right~wrong`. */
const CLOZE = /^\d*:[A-Z_]{1,30}:/;
const CHOICE = /([=~])(?:[ \t\n]*%([-+]?\d+(?:[.,]\d+)?)%)?([^=~#]*)(?:#([^=~]*))?/g;

const WORD = "x";

/** The shape of any answers but numbers, or the reason why a quiz here cannot hold them. */
export function shapeOf(answers: string): Shape | string {
  const [truth, word, ...feedback] = TRUTH.exec(answers) ?? [];
  if (truth === undefined) return shapeOfChoices(answers, !answers.includes("~"));
  const texts = feedback.filter((text) => text !== undefined).map((text) => trimBlanks(text));
  return { skeleton: `${word![0]!.toUpperCase()}${`#${WORD}`.repeat(texts.length)}`, texts };
}

/**
 * The shape of a list of answers that begin with `=` or `~`.
 *
 * @param firstIsRight whether the first one may have no mark, and is right
 */
export function shapeOfChoices(answers: string, firstIsRight: boolean): Shape | string {
  const trimmed = trimBlanks(answers);
  if (trimmed === "") return { skeleton: "", texts: [] };
  if (CLOZE.test(trimmed)) return 'is a text with gaps ("{1:…:…}"), which a quiz here cannot hold';
  const isMarked = trimmed.startsWith("=") || trimmed.startsWith("~");
  if (!isMarked && !firstIsRight) return 'there is text between "{" and the first "=" or "~"';
  // `~=right` is a right option.
  const marked = `${isMarked ? "" : "="}${trimmed.replaceAll("~=", "=")}`;
  if (marked.split(/[=~]/, MAX_ANSWERS + 2).length > MAX_ANSWERS + 1)
    return `has more than ${MAX_ANSWERS} answers`;
  if (isMatching(marked)) return 'is a matching question ("->"), which a quiz here cannot hold';
  const texts: string[] = [];
  let wrongPercent: string | undefined;
  const skeleton = marked.replace(CHOICE, (_choice, mark, percent?: string, text = "", feedback?: string) => {
    texts.push(trimBlanks(text));
    if (feedback !== undefined) texts.push(trimBlanks(feedback));
    if (percent !== undefined && Math.abs(percentOf(percent)) > 100) wrongPercent ??= percent;
    const weight = percent === undefined ? "" : `%${percentOf(percent)}%`;
    return `${mark}${weight}${WORD}${feedback === undefined ? "" : `#${WORD}`}`;
  });
  if (wrongPercent) return `gives ${wrongPercent}% of the points, and only -100% to 100% are possible`;
  return { skeleton, texts };
}

/** Some programs write a comma before the decimals. */
function percentOf(percent: string): number {
  return Number(percent.replace(",", "."));
}

/** Moodle writes the part of the points before each answer that is typed, which may have an arrow. */
function isMatching(answers: string): boolean {
  return answers.includes("->") && !answers.includes("~") && !/=[ \t\n]*%[-+\d.,]+%/.test(answers);
}
