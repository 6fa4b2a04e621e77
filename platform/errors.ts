import { Errors } from "moleculer";

/** An invalid field: its `path` in the body ("questions.3.options"), and why it is invalid. */
export interface FieldError {
  path: string;
  reason: string;
}

/** The error `type`s that a client may get, and the HTTP status of each. All other lists of them derive from this. */
export const ERROR_STATUS = {
  BAD_REQUEST: 400,
  NO_TOKEN: 401,
  INVALID_TOKEN: 401,
  FORBIDDEN: 403,
  BANNED: 403,
  NOT_FOUND: 404,
  UNKNOWN_CODE: 404,
  ALREADY_ANSWERED: 409,
  WRONG_STATE: 409,
  NICKNAME_TAKEN: 409,
  QUESTION_CLOSED: 410,
  SESSION_ENDED: 410,
  STALE_VERSION: 412,
  BODY_TOO_LARGE: 413,
  VALIDATION_ERROR: 422,
  RATE_LIMITED: 429,
  INTERNAL_ERROR: 500,
  TRY_AGAIN: 503,
} as const;
export type ErrorType = keyof typeof ERROR_STATUS;

/**
 * An error for clients. When it crosses nodes it becomes a plain `Error` with the same `code`, `type` and `data`.
 * Therefore code that handles errors checks `type`, not the class.
 */
export class ApiError extends Errors.MoleculerError {
  constructor(name: string, message: string, type: ErrorType, data?: unknown) {
    super(message, ERROR_STATUS[type], type, data);
    this.name = name;
  }
}

export class BadRequest extends ApiError {
  constructor(message: string) {
    super("BadRequest", message, "BAD_REQUEST");
  }
}

export class NoToken extends ApiError {
  constructor() {
    super("NoToken", "This call needs a bearer token.", "NO_TOKEN");
  }
}

export class InvalidToken extends ApiError {
  constructor(message = "The bearer token is invalid or has expired.") {
    super("InvalidToken", message, "INVALID_TOKEN");
  }
}

export class Forbidden extends ApiError {
  constructor(message = "This token does not allow that.") {
    super("Forbidden", message, "FORBIDDEN");
  }
}

export class Banned extends ApiError {
  constructor() {
    super("Banned", "The host has removed this player from the session for good.", "BANNED");
  }
}

export class NotFound extends ApiError {
  constructor(what: string) {
    super("NotFound", `No such ${what}.`, "NOT_FOUND");
  }
}

export class WrongPin extends ApiError {
  /** The same words for a player who does not exist, or was removed. */
  constructor() {
    super("NotFound", "No player of this session has this number and pin.", "NOT_FOUND");
  }
}

export class UnknownCode extends ApiError {
  /** The same words for a code that never was: a stranger learns nothing about sessions of the past. */
  constructor() {
    const message = "No session has this code: it was mistyped, or the session has ended.";
    super("UnknownCode", message, "UNKNOWN_CODE");
  }
}

export class AlreadyAnswered extends ApiError {
  /**
   * @param answer the answer that counts, as the player sent it
   * @param receipt if that answer could not be stored yet: its receipt
   */
  constructor(answer: unknown, receipt?: string) {
    const message =
      receipt === undefined
        ? "Another answer to this question already counts."
        : "Another answer to this question came first. It could not be stored yet: send it again with its receipt.";
    super("AlreadyAnswered", message, "ALREADY_ANSWERED", {
      answer,
      ...(receipt === undefined ? {} : { receipt }),
    });
  }
}

export class WrongState extends ApiError {
  /** @param question where the session stands, if the step named another question */
  constructor(message: string, state: string, question?: number) {
    super("WrongState", message, "WRONG_STATE", { state, ...(question === undefined ? {} : { question }) });
  }
}

/** Why the state of a session forbids a join. */
const JOIN_REFUSALS = {
  late: "Nobody can join this session after its opening.",
  locked: "The host has locked this session: nobody new can join it now.",
  full: "This session has as many players as it may have. Its host can allow more.",
} as const;

export class JoinRefused extends ApiError {
  /** @param state the session's, where it matters */
  constructor(reason: keyof typeof JOIN_REFUSALS, state?: string) {
    const known = state ?? (reason === "late" ? "open" : undefined);
    super("WrongState", JOIN_REFUSALS[reason], "WRONG_STATE", {
      ...(known === undefined ? {} : { state: known }),
      reason,
    });
  }
}

export class NicknameTaken extends ApiError {
  constructor() {
    super("NicknameTaken", "Another player of this session has this nickname.", "NICKNAME_TAKEN");
  }
}

export class QuestionClosed extends ApiError {
  constructor(reason: "closed" | "not-open") {
    super(
      "QuestionClosed",
      reason === "closed" ? "The question has closed." : "The question is not open yet.",
      "QUESTION_CLOSED",
      { reason },
    );
  }
}

export class SessionEnded extends ApiError {
  constructor() {
    super("SessionEnded", "The session has ended.", "SESSION_ENDED", { reason: "closed" });
  }
}

export class StaleVersion extends ApiError {
  constructor(version: number) {
    super("StaleVersion", `The quiz is at version ${version}.`, "STALE_VERSION", { version });
  }
}

export class BodyTooLarge extends ApiError {
  /** @param limit bytes */
  constructor(limit: number) {
    super("BodyTooLarge", `The body is larger than ${limit} bytes.`, "BODY_TOO_LARGE", { limit });
  }
}

export class ValidationError extends ApiError {
  constructor(errors: readonly FieldError[]) {
    super("ValidationError", "Validation failed.", "VALIDATION_ERROR", errors);
  }
}

export class RateLimited extends ApiError {
  /** @param retryAfterMs when a retry may succeed; sent as the header `Retry-After` */
  constructor(retryAfterMs: number) {
    super("RateLimited", "Too many requests.", "RATE_LIMITED", { retryAfterMs });
  }
}

export class TryAgain extends ApiError {
  /** @param retryAfterMs when a retry may succeed; sent as the header `Retry-After` */
  constructor(retryAfterMs = 1000 + Math.floor(Math.random() * 2000)) {
    super("TryAgain", "The service cannot handle this right now.", "TRY_AGAIN", { retryAfterMs });
  }
}

export const STEP_EXPIRED = "STEP_EXPIRED";

/**
 * A host's step came to a sessions node too late: its gateway no longer waits for it, so it may have been taken
 * elsewhere. Only between nodes. `data.now` is the node's clock, for a gateway that does still wait.
 */
export class StepExpired extends Errors.MoleculerError {
  /** @param now epoch ms by the node's clock */
  constructor(now: number) {
    super("The step is too old.", 503, STEP_EXPIRED, { now });
    this.name = "StepExpired";
  }
}

export class PutOff extends ApiError {
  /** @param receipt signed proof that this answer arrived, and when */
  constructor(receipt: string, retryAfterMs = 1000 + Math.floor(Math.random() * 2000)) {
    super(
      "PutOff",
      "The answer arrived, but could not be stored yet. Send it again with the receipt.",
      "TRY_AGAIN",
      { retryAfterMs, receipt },
    );
  }
}

/** Whether a call failed because no node has the action: only nodes of the release before are there, or none at all. */
export function isUnknownAction(error: unknown): boolean {
  return (error as { type?: string } | null)?.type === "SERVICE_NOT_FOUND";
}

/** The error `type`s after which a retry may succeed: Moleculer's, if a node is unavailable, and the database's. */
export const TRANSIENT_TYPES: ReadonlySet<string> = new Set([
  "REQUEST_TIMEOUT",
  "SERVICE_NOT_FOUND",
  "SERVICE_NOT_AVAILABLE",
  "REQUEST_REJECTED",
  "QUEUE_FULL",
  "REQUEST_SKIPPED",
  "BAD_GATEWAY",
  "DATABASE_UNAVAILABLE",
]);

/** Whether a call failed because a server or a node is away or overloaded: a retry may succeed. */
export function isUnavailable(error: unknown): boolean {
  const { type = "" } = (error ?? {}) as { type?: string };
  return TRANSIENT_TYPES.has(type) || type === "TRY_AGAIN";
}
