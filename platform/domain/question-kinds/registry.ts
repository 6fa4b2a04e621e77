import { multiple } from "./multiple.ts";
import { numeric } from "./numeric.ts";
import { poll } from "./poll.ts";
import type { AnyQuestionKind } from "./question-kind.ts";
import { single } from "./single.ts";
import { text } from "./text.ts";
import { truefalse } from "./truefalse.ts";

/**
 * The kinds of questions, by the `kind` that their schema requires. Schemas, replies, grading and stats are made
 * from this list, so the process reads it once as it starts.
 */
export const questionKinds = {
  single,
  multiple,
  truefalse,
  numeric,
  text,
  poll,
} satisfies Record<string, AnyQuestionKind>;
