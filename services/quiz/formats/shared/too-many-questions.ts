import { MAX_PARTS } from "./format.ts";
import { refused } from "./refused.ts";

/** @param count of a file's questions, valid or not @throws ValidationError if an import takes no more */
export function refuseTooMany(count: number): void {
  if (count > MAX_PARTS) throw refused(`has more than ${MAX_PARTS} questions; split it into several files`);
}
