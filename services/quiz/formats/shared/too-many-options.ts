import { MAX_OPTIONS } from "../../../../platform/domain/question-kinds/option-ids.ts";

/** Why a question with so many options is invalid; null if it may have them. */
export function tooManyOptions(count: number): string | null {
  if (count <= MAX_OPTIONS) return null;
  return `the question has ${count} options, but at most ${MAX_OPTIONS} are allowed`;
}
