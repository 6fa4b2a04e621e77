import { ValidationError } from "../../../../platform/errors.ts";

/**
 * The error for a file that cannot be read, or not as it was asked for.
 *
 * @param reason what the file is or has: "is encrypted"
 * @param path the parameter that is at fault; the file itself if it is absent
 */
export function refused(reason: string, path = "body"): ValidationError {
  return new ValidationError([{ path, reason }]);
}
