import { unstorableTexts } from "../domain/text/storable-text.ts";
import { ValidationError } from "../errors.ts";
import { boundedErrors } from "./validation.ts";

/** @throws ValidationError with the texts in `value` that the database refuses */
export function checkStorable(value: unknown): void {
  const errors = boundedErrors(unstorableTexts(value));
  if (errors.length > 0) throw new ValidationError(errors);
}
