import { boundedErrors } from "../../platform/contracts/validation.ts";
import { unstorableTexts } from "../../platform/domain/text/storable-text.ts";
import { ValidationError } from "../../platform/errors.ts";

/** @throws ValidationError with the texts that cannot be stored */
export function checkStorable(value: unknown): void {
  const errors = boundedErrors(unstorableTexts(value));
  if (errors.length > 0) throw new ValidationError(errors);
}
