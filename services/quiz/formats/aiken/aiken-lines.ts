/** What one line of an Aiken file is. Lines are trimmed. */

/** The line of an option: "A) Paris", "a.Paris", "Ａ）Paris". */
export interface OptionLine {
  /** A to Z, also if the file has a small letter. */
  letter: string;
  isSmall: boolean;
  /** What stands after the letter: half-width, so that two forms of a sign are one. */
  sign: string;
  text: string;
  /** Whether the line may begin with an abbreviation instead, such as "e.g." or "U.S.". */
  isAbbreviation: boolean;
}

/** Full-width letters and signs are what Chinese and Japanese keyboards make. "e.g." and "i.e." begin no option. */
const OPTION = /^(?!e\. ?g\.|i\. ?e\.)([A-Za-zＡ-Ｚａ-ｚ])([).）．、])/;
const ABBREVIATION = /^\p{L}\. ?\p{L}\./u;
/** Chatbots write it in bold: "**ANSWER: B**", "**Answer:** B". */
const ANSWER = /^(?:\*\*)?(?:correct\s{1,9})?answers?\s{0,9}[:：](?:\*\*)?/i;
const EXPLANATION = /^(?:(?:general\s)?feedback|explanation|rationale|justification|solution)\s{0,9}[:：]/i;
const SET_ASIDE =
  /^(points?|scores?|marks?|weight|grade|difficulty|level|category|tags?|time(?: limit)?|type|page|reference)\s{0,9}[:：]/i;

export function optionLine(line: string): OptionLine | undefined {
  const [start, letter, sign] = OPTION.exec(line) ?? [];
  if (!start) return undefined;
  const half = halfWidth(letter!);
  return {
    letter: half.toUpperCase(),
    isSmall: half !== half.toUpperCase(),
    sign: halfWidth(sign!),
    text: line.slice(start.length).trim(),
    isAbbreviation: ABBREVIATION.test(line),
  };
}

/** What an "ANSWER:" line says, or undefined if the line is none. */
export function answerLine(line: string): string | undefined {
  return after(ANSWER, line)
    ?.replace(/^\*\*|\*\*$/g, "")
    .trim();
}

/** The text of a line such as "FEEDBACK: …", which some programs write after the answer. */
export function explanationLine(line: string): string | undefined {
  return after(EXPLANATION, line);
}

/** The word before the colon of a line such as "Points: 1", which some programs write after the answer. */
export function setAsideWord(line: string): string | undefined {
  return SET_ASIDE.exec(line)?.[1];
}

/** The full-width forms of ASCII (U+FF01 to U+FF5E) as ASCII. The text keeps its length. */
export function halfWidth(text: string): string {
  return text.replace(/[！-～]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0));
}

function after(start: RegExp, line: string): string | undefined {
  const match = start.exec(line);
  return match ? line.slice(match[0].length).trim() : undefined;
}
