import { ValidationError } from "../../../../platform/errors.ts";

/** The error for a file that cannot be read as a whole. @param reason what the file is or has: "is encrypted" */
export function refused(reason: string): ValidationError {
  return new ValidationError([{ path: "body", reason }]);
}
