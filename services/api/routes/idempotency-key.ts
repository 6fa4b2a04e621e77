import { createHash } from "node:crypto";
import { BadRequest, isUnknownAction } from "../../../platform/errors.ts";
import { IDEMPOTENCY_KEY, type IdempotencyParams } from "../../../platform/idempotency/idempotency.ts";
import { newId } from "../../../platform/ids.ts";
import type { RequestContext } from "../http/request-context.ts";

const PRINTABLE = /^[\x20-\x7e]{1,200}$/;

/** For the OpenAPI description of a route that takes the header. */
export const IDEMPOTENCY_KEY_DESCRIPTION =
  "With an `Idempotency-Key` (1 to 200 printable ASCII characters) the request can be sent again: within 24 hours the " +
  "same key of the same host gets the first reply again, and nothing is created twice. With another body, query or " +
  "route the reply is 422 `VALIDATION_ERROR`. A request that fails leaves no key.";

/** The host's key for a request; undefined without one. @throws BadRequest if it is not a key */
export function idempotencyKeyOf(request: RequestContext): string | undefined {
  const key = request.req.headers["idempotency-key"];
  if (key === undefined || (typeof key === "string" && PRINTABLE.test(key))) return key;
  throw new BadRequest(`${IDEMPOTENCY_KEY} must have 1 to 200 printable ASCII characters.`);
}

/**
 * Creates something once, however often the request comes, and at whichever nodes. Without a key of the host the gateway
 * makes one, so that the call can be sent to another node where one does not reply.
 *
 * @param operation of the route: a key holds for one
 * @param create calls the action that takes a key
 * @param createWithoutKey calls the one of the release before, if only its nodes are there and the host has sent no key
 * @throws BadRequest if the header is not a key
 */
export async function createOnce<T>(
  request: RequestContext,
  operation: string,
  create: (idempotency: IdempotencyParams) => Promise<T>,
  createWithoutKey: () => Promise<T>,
): Promise<T> {
  const hostKey = idempotencyKeyOf(request);
  const key = hostKey === undefined ? `gateway/${newId()}` : `host/${hostKey}`;
  try {
    return await create({ key, hash: hashOf(request, operation) });
  } catch (error) {
    if (isUnknownAction(error) && hostKey === undefined) return createWithoutKey();
    throw error;
  }
}

/** The order of the fields in the query does not matter. */
function hashOf({ query, body }: RequestContext, operation: string): string {
  const fields = [...query].map((field) => JSON.stringify(field)).sort();
  return createHash("sha256")
    .update(`${operation}\n${fields.join("\n")}\n\n`)
    .update(body)
    .digest("hex");
}
