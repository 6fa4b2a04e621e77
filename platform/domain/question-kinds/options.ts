import { z } from "zod";
import { type FieldError, ValidationError } from "../../errors.ts";
import { MAX_OPTIONS } from "./option-ids.ts";
import type { KeyCorrection } from "./question-kind.ts";

/** What the kinds with options share. */

/** The ids of the right options. `exact`: an answer must choose all of them and no other. */
export interface OptionsKey {
  form: "options";
  correct: readonly number[];
  exact: boolean;
}

const option = z.strictObject({
  text: z.string().min(1).max(500),
  correct: z
    .boolean()
    .optional()
    .transform((correct) => correct || undefined),
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
    .refine((options) => isAllowed(options.filter(({ correct }) => correct).length), { error });
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
