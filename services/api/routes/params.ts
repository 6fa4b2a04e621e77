import { MAX_QUESTIONS } from "../../../platform/domain/quiz.ts";
import { NotFound } from "../../../platform/errors.ts";
import type { Host } from "../access/access.ts";
import type { Gateway } from "../gateway.ts";
import type { RequestContext } from "../http/request-context.ts";

/** The name of the host who calls; for routes whose `access` is "host". */
export const hostOf = (request: RequestContext): string => (request.identity as Host).name;

/** Counts a host's call. @throws RateLimited */
export const limitHost = ({ limits }: Gateway, request: RequestContext): Promise<void> =>
  limits.consumeHostCall(hostOf(request));

/**
 * A number in the path, from 1 to the largest that the database's `integer` can hold.
 *
 * @param what names the thing in the error
 * @throws NotFound if the text is no such number
 */
export function numberIn(request: RequestContext, name: string, what: string): number {
  const text = request.params[name] ?? "";
  if (!/^[1-9]\d{0,9}$/.test(text) || Number(text) > 2_147_483_647) throw new NotFound(what);
  return Number(text);
}

/** The number of a question in the path. @throws NotFound if no quiz can have such a question */
export function questionIn(request: RequestContext): number {
  const question = numberIn(request, "no", "question");
  if (question > MAX_QUESTIONS) throw new NotFound("question");
  return question;
}
