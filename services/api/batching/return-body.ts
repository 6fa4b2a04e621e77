import { z } from "zod";
import { MAX_TYPED_CODE_LENGTH } from "../../../platform/domain/text/join-code.ts";

/** People may write a pin in groups, or with a keyboard for wide characters. */
const digitsOf = (typed: string) => typed.normalize("NFKC").replace(/[\s\p{Pd}]/gu, "");

/** The way back by pin. */
export const returnBodySchema = z.strictObject({
  code: z.string().min(1).max(MAX_TYPED_CODE_LENGTH).describe("The session's code as it was typed"),
  playerNo: z.int().min(1).max(2_147_483_647),
  pin: z
    .string()
    .max(64)
    .refine((typed) => /^\d{8}$/.test(digitsOf(typed)), { error: "must have 8 digits" })
    .transform(digitsOf)
    .describe("From the reply to the player's join"),
});
