import { normalizeText } from "../../../../platform/domain/text/normalize-text.ts";

/** The longest spelling of True or False, with blanks around it. */
const MAX_TRUTH_LENGTH = 32;

/** An option as a file has it, not validated yet. */
export interface DraftOption {
  text: string;
  correct?: boolean;
}

/**
 * The question that a list of options makes, not validated yet: `single` if one option is right, `multiple` if several
 * are.
 *
 * @param fields the fields that all kinds have: `text`, and others if the file has them
 */
export function choiceQuestion(fields: { text: string }, options: readonly DraftOption[]): object {
  const kind = options.filter(({ correct }) => correct).length > 1 ? "multiple" : "single";
  return {
    kind,
    ...fields,
    options: options.map(({ text, correct }) => (correct ? { text, correct } : { text })),
  };
}

/** The same, but a question whose only options are True and False is `truefalse`: for formats that have no such kind. */
export function choiceOrTrueFalse(fields: { text: string }, options: readonly DraftOption[]): object {
  const right = options.filter(({ correct }) => correct);
  const isTrueFalse =
    right.length === 1 &&
    options
      .map(({ text }) => lowered(text))
      .sort()
      .join() === "false,true";
  if (!isTrueFalse) return choiceQuestion(fields, options);
  return { kind: "truefalse", ...fields, answer: lowered(right[0]!.text) === "true" };
}

function lowered(text: string): string {
  // True and False are short, and the time to normalize a text may grow with the square of its length.
  return text.length > MAX_TRUTH_LENGTH ? text : normalizeText(text);
}
