import { MAX_OPTION_LENGTH } from "../../../../platform/domain/question-kinds/option-ids.ts";
import { asSeen } from "../../../../platform/domain/question-kinds/options.ts";
import { normalizeText } from "../../../../platform/domain/text/normalize-text.ts";

/**
 * The options that a file means by the text of its right answer, as indexes from 0: those that look the same; if there
 * are none, those that are equal as typed answers are, so that case does not matter.
 */
export function matchingOptions(options: readonly string[], answer: string): number[] {
  const equalAfter = (normalize: (text: string) => string) => {
    const normal = normalize(answer);
    return options.flatMap((option, index) => (normalize(option) === normal ? [index] : []));
  };
  const exact = equalAfter(asSeen);
  return exact.length > 0 ? exact : equalAfter(asTyped);
}

/** No option may be longer, and the time to normalize a text may grow with the square of its length. */
function asTyped(text: string): string {
  return text.length > MAX_OPTION_LENGTH ? text : normalizeText(text);
}
