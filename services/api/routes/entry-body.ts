import { z } from "zod";
import { ValidationError } from "../../../platform/errors.ts";
import { parseJson } from "../../../platform/http/json-body.ts";
import { joinBodySchema } from "../batching/join-batcher.ts";
import { returnBodySchema } from "../batching/return-body.ts";
import { parseBody } from "../routing/json-body.ts";

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
