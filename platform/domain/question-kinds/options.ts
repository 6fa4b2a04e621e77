import { z } from "zod";
import { type FieldError, ValidationError } from "../../errors.ts";
import { visible } from "../text/visible-schema.ts";
import { visibleText } from "../text/visible-text.ts";
import { MAX_OPTION_LENGTH, MAX_OPTIONS } from "./option-ids.ts";
import type { KeyCorrection } from "./question-kind.ts";

/** What the kinds with options share. */

/** The ids of the right options. `exact`: an answer must choose all of them and no other. */
export interface OptionsKey {
  form: "options";
  correct: readonly number[];
  exact: boolean;
}

const option = z.strictObject({
  text: visible(z.string().max(MAX_OPTION_LENGTH)),
  correct: z
    .boolean()
    .optional()
    .transform((correct) => correct || undefined)
    .describe("true if it is right"),
});

interface WithOptions {
  options: z.output<typeof option>[];
}

/** @param isAllowed whether a question may have this number of correct options */
export function optionsSchema(isAllowed: (correct: number) => boolean, error: string) {
  return z
    .array(option)
    .min(2)
    .max(MAX_OPTIONS)
    .refine((options) => isAllowed(options.filter(({ correct }) => correct).length), { error })
    .superRefine((options, context) => {
      for (const { id, like } of ambiguousOptions(options)) {
        context.addIssue({
          code: "custom",
          path: [id, "text"],
          message: `looks the same as option ${like}`,
          params: { like },
        });
      }
    });
}

/**
 * The options that look the same as an earlier one. Files of trivia have questions in which a wrong option occurs twice:
 * it does not matter which of them a player chooses, so they are allowed.
 */
function ambiguousOptions(options: z.output<typeof option>[]): { id: number; like: number }[] {
  const hasKey = options.some(({ correct }) => correct);
  const firstIds = new Map<string, number>();
  return options.flatMap(({ text, correct }, id) => {
    const like = firstIds.getOrInsert(asSeen(text), id);
    const isHarmless = hasKey && !correct && !options[like]!.correct;
    return like === id || isHarmless ? [] : [{ id, like }];
  });
}

/** More marks on a letter than any language has (UAX 15, "Stream-Safe Text Format"): they take long to put in order. */
const MANY_MARKS = /\p{M}{31}/u;

/** The text of an option as people see it: two options that are equal in it look the same. */
export function asSeen(text: string): string {
  // A text that is too long is refused anyway. The time to normalize it may grow with the square of its length.
  return text.length > MAX_OPTION_LENGTH || MANY_MARKS.test(text) ? text : visibleText(text).normalize("NFC");
}

export function textsOf({ options }: WithOptions): string[] {
  return options.map(({ text }) => text);
}

export function correctIds({ options }: WithOptions): number[] {
  return options.flatMap(({ correct }, id) => (correct ? [id] : []));
}

/** Why an option's id is invalid; null if it is valid. @param count how many options there are */
export function invalidId(id: number, count: number): string | null {
  return id < count ? null : `must be an option's id, 0 to ${count - 1}`;
}

/** Why a mask of ids is invalid; null if it is valid. @param count how many options there are */
export function invalidMask(mask: number, count: number): string | null {
  return mask < 2 ** count ? null : `must be ids of options, 0 to ${count - 1}`;
}

/**
 * The option ids of a correction, in ascending order, each once.
 *
 * @param count how many options the question has
 * @throws ValidationError if the correction names no ids, or ids that the question does not have
 */
export function correctedIds({ correct }: KeyCorrection, count: number): number[] {
  if (!correct) {
    throw new ValidationError([
      { path: "correct", reason: "must list the ids of the right options for this question" },
    ]);
  }
  const errors: FieldError[] = correct.flatMap((id, index) => {
    const reason = invalidId(id, count);
    return reason === null ? [] : [{ path: `correct.${index}`, reason }];
  });
  if (errors.length > 0) throw new ValidationError(errors);
  return [...new Set(correct)].sort((a, b) => a - b);
}
