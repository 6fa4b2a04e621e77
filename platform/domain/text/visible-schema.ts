import type { z } from "zod";
import { isVisible } from "./visible-text.ts";

const BLANK = "must not be blank";

/** A text of which people see something: not only spaces and invisible characters. */
export function visible(schema: z.ZodString) {
  return schema.min(1, { error: BLANK, abort: true }).refine(isVisible, { error: BLANK });
}
