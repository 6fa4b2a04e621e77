import { z } from "zod";
import { imageAddressSchema } from "../text/image-address.ts";
import { visible } from "../text/visible-schema.ts";
import { isVisible } from "../text/visible-text.ts";

/** The longest text of a question, and the longest explanation, in UTF-16 code units. */
export const MAX_TEXT_LENGTH = 2000;

const TIME_LIMIT =
  "must be a whole number of ms from 1000 to 600000, or null for no limit (paces host and self)";

const POINTS = "must be a whole number from 0 to 10000";

/** A form sends an empty text if nobody wrote an explanation. */
const isEmptyOrVisible = (text: string) => text === "" || isVisible(text);

const common = {
  text: visible(z.string().max(MAX_TEXT_LENGTH)),
  timeLimitMs: z
    .int(TIME_LIMIT)
    .min(1000, TIME_LIMIT)
    .max(600_000, TIME_LIMIT)
    .nullable()
    .default(20_000)
    .describe("How long it takes answers, in ms; null: no limit (paces host and self)"),
  points: z
    .int(POINTS)
    .min(0, POINTS)
    .max(10_000, POINTS)
    .default(1000)
    .describe("What a right answer earns at most"),
  explanation: z
    .string()
    .max(MAX_TEXT_LENGTH)
    .refine(isEmptyOrVisible, "must not be blank")
    .optional()
    .describe("Shown once the key may be known"),
  image: imageAddressSchema
    .optional()
    .describe("An https: address. Pages show it; the server never fetches it"),
};

/** The fields that questions of every kind have. */
export const questionFields = <Kind extends string>(kind: Kind) => ({ kind: z.literal(kind), ...common });

export type QuestionFields = z.output<z.ZodObject<ReturnType<typeof questionFields>>>;
