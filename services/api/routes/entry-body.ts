import { z } from "zod";
import { MAX_TYPED_CODE_LENGTH } from "../../../platform/domain/text/join-code.ts";
import { ValidationError } from "../../../platform/errors.ts";
import { parseJson } from "../../../platform/http/json-body.ts";
import { joinBodySchema } from "../batching/join-batcher.ts";
import { parseBody } from "../routing/json-body.ts";

/** People may write a pin in groups, or with a keyboard for wide characters. */
const digitsOf = (typed: string) => typed.normalize("NFKC").replace(/[\s\p{Pd}]/gu, "");

const returnBodySchema = z.strictObject({
  code: z.string().min(1).max(MAX_TYPED_CODE_LENGTH),
  playerNo: z.int().min(1).max(2_147_483_647),
  pin: z
    .string()
    .max(64)
    .refine((typed) => /^\d{8}$/.test(digitsOf(typed)), { error: "must have 8 digits" })
    .transform(digitsOf)
    .describe("From the reply to the player's join"),
});

/** How a player enters a session: as a new one, or as one who comes back. */
export const entryBodySchema = z.union([joinBodySchema, returnBodySchema]);

/**
 * Parses the body of an entry.
 *
 * @throws BadRequest, ValidationError
 */
export function parseEntry(body: Buffer): z.output<typeof entryBodySchema> {
  try {
    return parseBody(entryBodySchema, body);
  } catch (error) {
    if (error instanceof ValidationError && hasBothForms(parseJson(body))) {
      throw new ValidationError([{ path: "", reason: "needs either `nickname`, or `playerNo` and `pin`" }]);
    }
    throw error;
  }
}

function hasBothForms(body: unknown): boolean {
  if (typeof body !== "object" || body === null) return false;
  return "nickname" in body && ("playerNo" in body || "pin" in body);
}
