import type { ValidationError } from "../../../../platform/errors.ts";
import { refused } from "../shared/refused.ts";

/** The error for a workbook that has far more in it than a quiz may need. */
export function tooMuch(): ValidationError {
  return refused("has too much in it for a quiz; save a copy with only the sheet of the questions");
}
