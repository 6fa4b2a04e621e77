import * as errors from "../../../../platform/errors.ts";
import { notReady } from "../../../../platform/node/readiness.ts";
import type { Route } from "../../routing/route.ts";
import { errorsOfOperation } from "./operation-errors.ts";
import { RECEIPT } from "./story.ts";

/** Examples of the bodies of errors by their names: made by the code that sends them. */

export type Examples = Record<string, object>;
type ByType = Partial<Record<errors.ErrorType, Examples>>;

const LATER_MS = 1500;
const INTERNAL = new errors.ApiError("InternalError", "Something went wrong on our side.", "INTERNAL_ERROR", {
  requestId: "8d3e2f6a1c904b7d",
});

/** Those that do not depend on the operation. */
const USUAL = {
  NO_TOKEN: { noToken: new errors.NoToken() },
  INVALID_TOKEN: { invalidToken: new errors.InvalidToken() },
  BANNED: { banned: new errors.Banned() },
  UNKNOWN_CODE: { unknownCode: new errors.UnknownCode() },
  ALREADY_ANSWERED: {
    otherAnswerCounts: new errors.AlreadyAnswered({ question: 1, choice: 2 }),
    otherAnswerIsPutOff: new errors.AlreadyAnswered({ question: 1, choice: 2 }, RECEIPT),
  },
  NICKNAME_TAKEN: { nicknameTaken: new errors.NicknameTaken() },
  QUESTION_CLOSED: {
    questionClosed: new errors.QuestionClosed("closed"),
    questionNotOpen: new errors.QuestionClosed("not-open"),
  },
  SESSION_ENDED: { sessionEnded: new errors.SessionEnded() },
  STALE_VERSION: { staleVersion: new errors.StaleVersion(2) },
  RATE_LIMITED: { rateLimited: new errors.RateLimited(LATER_MS) },
  INTERNAL_ERROR: { internalError: INTERNAL },
  TRY_AGAIN: { tryAgain: new errors.TryAgain(LATER_MS) },
} satisfies ByType;

const notFound = (what: string) => ({
  [`no${what[0]!.toUpperCase()}${what.slice(1)}`]: new errors.NotFound(what),
});

/** What is not there, by the route's path. */
function missingThings({ path }: Route): Examples {
  if (path.startsWith("/api/quizzes")) return notFound("quiz");
  const part = path.includes("/questions/") ? "question" : path.includes("/players/") ? "player" : undefined;
  return { ...notFound("session"), ...(part === undefined ? {} : notFound(part)) };
}

/** Tokens that are good for something else, and pages of other origins. */
function forbidden({ access, path }: Route): Examples {
  const ofSession = path.includes("/sessions/:id");
  const isQuiz = path.includes("/quizzes/:id");
  return {
    ...(access === "host" ? { notAHost: new errors.Forbidden("This call is for hosts.") } : {}),
    ...(access === "player" ? { notAPlayer: new errors.Forbidden("This call is for players.") } : {}),
    ...(access === "host" && ofSession
      ? { sessionOfAnotherHost: new errors.Forbidden("This session belongs to another host.") }
      : {}),
    ...(isQuiz ? { quizOfAnotherHost: new errors.Forbidden() } : {}),
    ...(access !== "host" && ofSession
      ? { tokenOfAnotherSession: new errors.Forbidden("This token is for another session.") }
      : {}),
    originNotAllowed: new errors.Forbidden("Origin not allowed."),
  };
}

function tooLarge({ bodyLimit = 0 }: Route): Examples {
  return { [`over${Math.round(bodyLimit / 1024)}KiB`]: new errors.BodyTooLarge(bodyLimit) };
}

function badRequest({ body }: Route): Examples {
  return {
    malformedRequest: new errors.BadRequest("The request is malformed."),
    ...(body ? { notJson: new errors.BadRequest("The body is not JSON: it ends too early.") } : {}),
  };
}

/** The examples for an error of this type at this route, by their names. At least one. */
export function errorExamples(type: errors.ErrorType, route: Route): Examples {
  const own = errorsOfOperation(route.operation)[type];
  switch (type) {
    case "BAD_REQUEST":
      return { ...badRequest(route), ...own };
    case "FORBIDDEN":
      return { ...forbidden(route), ...own };
    case "NOT_FOUND":
      return own ?? missingThings(route);
    case "BODY_TOO_LARGE":
      return tooLarge(route);
    case "TRY_AGAIN":
      if (route.operation === "readiness") return { notReady: notReady(["the database"]) };
      return { ...own, ...USUAL.TRY_AGAIN };
    case "WRONG_STATE":
    case "VALIDATION_ERROR":
      if (!own) throw new Error(`${route.operation} has no example of ${type} in operation-errors.ts.`);
      return own;
    default:
      return own ?? USUAL[type];
  }
}

/** The body of an error as it is sent. */
export function errorBody(error: object): object {
  const { name, message, code, type, data } = error as errors.ApiError;
  return { name, message, code, type, ...(data === undefined || data === null ? {} : { data }) };
}
