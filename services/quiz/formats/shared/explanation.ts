import { MAX_TEXT_LENGTH } from "../../../../platform/domain/question-kinds/question-fields.ts";
import { isVisible } from "../../../../platform/domain/text/visible-text.ts";

/** The note of a file with feedback for single answers, which a quiz here does not have. */
export const FEEDBACK_SET_ASIDE = "feedback on single answers is set aside";

/** The explanation of a question as a field of it, or a note why it is left out: the question is whole without it. */
export interface Explanation {
  field: { explanation?: string };
  notes: string[];
}

/** @param fault why a quiz here cannot hold it, such as "needs a picture…" */
export function explanationOf(text: string, fault?: string): Explanation {
  if (fault) return { field: {}, notes: [`the explanation is left out: it ${fault}`] };
  if (!isVisible(text)) return { field: {}, notes: [] };
  if (text.length <= MAX_TEXT_LENGTH) return { field: { explanation: text }, notes: [] };
  return {
    field: {},
    notes: [`the explanation is left out: it has more than ${MAX_TEXT_LENGTH} characters`],
  };
}
