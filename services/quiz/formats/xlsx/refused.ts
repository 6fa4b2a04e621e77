import { ValidationError } from "../../../../platform/errors.ts";

/** The error for a workbook that cannot be read as a whole. @param reason what the file is, or has: "is encrypted" */
export function refused(reason: string): ValidationError {
  return new ValidationError([{ path: "body", reason }]);
}

export function tooMuch(): ValidationError {
  return refused("has too much in it for a quiz; save a copy with only the sheet of the questions");
}
