import * as errors from "../../../platform/errors.ts";

/** Examples of the bodies of errors, by the error's type and a name: made by the code that sends them. */

const LATER_MS = 1500;
const RECEIPT = "eyJhbGciOiJIUzI1NiJ9.eyJxIjozLCJhIjp7ImNob2ljZSI6Mn19.dQw4w9WgXcQ";

const EXAMPLES: Record<errors.ErrorType, Record<string, errors.ApiError>> = {
  BAD_REQUEST: { notJson: new errors.BadRequest("The body is not JSON: Unexpected end of JSON input.") },
  NO_TOKEN: { noToken: new errors.NoToken() },
  INVALID_TOKEN: { invalidToken: new errors.InvalidToken() },
  FORBIDDEN: { forbidden: new errors.Forbidden() },
  BANNED: { banned: new errors.Banned() },
  NOT_FOUND: { notFound: new errors.NotFound("session") },
  UNKNOWN_CODE: { unknownCode: new errors.UnknownCode() },
  ALREADY_ANSWERED: {
    alreadyAnswered: new errors.AlreadyAnswered({ choice: 2 }),
    otherIsPutOff: new errors.AlreadyAnswered({ choice: 2 }, RECEIPT),
  },
  WRONG_STATE: { wrongState: new errors.WrongState("The session stands at another question.", "open", 4) },
  NICKNAME_TAKEN: { nicknameTaken: new errors.NicknameTaken() },
  QUESTION_CLOSED: {
    closed: new errors.QuestionClosed("closed"),
    notOpen: new errors.QuestionClosed("not-open"),
  },
  SESSION_ENDED: { sessionEnded: new errors.SessionEnded() },
  STALE_VERSION: { staleVersion: new errors.StaleVersion(4) },
  BODY_TOO_LARGE: { bodyTooLarge: new errors.BodyTooLarge(8192) },
  VALIDATION_ERROR: {
    invalid: new errors.ValidationError([
      { path: "questions.3.options", reason: "must have at least 2 items" },
    ]),
  },
  RATE_LIMITED: { rateLimited: new errors.RateLimited(LATER_MS) },
  INTERNAL_ERROR: {
    internalError: new errors.ApiError(
      "InternalError",
      "Something went wrong on our side.",
      "INTERNAL_ERROR",
      {
        requestId: "8d3e2f6a1c904b7d",
      },
    ),
  },
  TRY_AGAIN: { tryAgain: new errors.TryAgain(LATER_MS) },
};

/** Examples that only one operation has, instead of the usual ones of that type. */
const OF_OPERATION: Record<string, Partial<Record<errors.ErrorType, Record<string, errors.ApiError>>>> = {
  answer: { TRY_AGAIN: { putOff: new errors.PutOff(RECEIPT, LATER_MS), ...EXAMPLES.TRY_AGAIN } },
  join: {
    NOT_FOUND: { wrongPin: new errors.WrongPin() },
    WRONG_STATE: {
      late: new errors.JoinRefused("late"),
      locked: new errors.JoinRefused("locked"),
      full: new errors.JoinRefused("full"),
    },
  },
};

/** All examples of errors by their names, as OpenAPI has them under `components`. */
export function errorExamples(): Record<string, { value: object }> {
  const all = [EXAMPLES, ...Object.values(OF_OPERATION)].flatMap((byType) => Object.values(byType));
  return Object.fromEntries(
    all
      .flatMap((examples) => Object.entries(examples))
      .map(([name, error]) => [name, { value: bodyOf(error) }]),
  );
}

/**
 * References to the examples for an error of this type.
 *
 * @param operation the `operationId` of the call that fails
 */
export function errorExampleRefs(
  type: errors.ErrorType,
  operation: string,
): Record<string, { $ref: string }> {
  const examples = OF_OPERATION[operation]?.[type] ?? EXAMPLES[type];
  return Object.fromEntries(
    Object.keys(examples).map((name) => [name, { $ref: `#/components/examples/${name}` }]),
  );
}

function bodyOf({ name, message, code, type, data }: errors.ApiError): object {
  return { name, message, code, type, ...(data === undefined || data === null ? {} : { data }) };
}
