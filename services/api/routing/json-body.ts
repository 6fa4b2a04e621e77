import type { z } from "zod";
import { checkStorable } from "../../../platform/contracts/check-storable.ts";
import { parseOrThrow } from "../../../platform/contracts/validation.ts";
import { parseJson } from "../../../platform/http/json-body.ts";

/**
 * The body of a request, as its schema returns it. No text in it has U+0000 or half of a surrogate pair, whatever the
 * schema says: the database refuses both.
 *
 * @throws BadRequest if it is not JSON, ValidationError
 */
export function parseBody<S extends z.ZodType>(schema: S, body: Buffer): z.output<S> {
  return checked(schema, parseJson(body), body);
}

/**
 * The body of a request as it was sent, for a service that parses it with the same schema and fills in the defaults.
 *
 * @throws as `parseBody`
 */
export function checkBody<S extends z.ZodType>(schema: S, body: Buffer): z.input<S> {
  const sent = parseJson(body);
  checked(schema, sent, body);
  return sent as z.input<S>;
}

function checked<S extends z.ZodType>(schema: S, json: unknown, body: Buffer): z.output<S> {
  const parsed = parseOrThrow(schema, json);
  // JSON in UTF-8 can express both only by an escape.
  if (body.includes("\\u")) checkStorable(parsed);
  return parsed;
}
