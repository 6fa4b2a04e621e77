import { Errors } from "moleculer";

/** One field at fault: `path` as in the body ("questions.3.options"), and why. */
export interface Fault {
  path: string;
  reason: string;
}

/**
 * A refusal that a client is meant to read. It crosses nodes as a plain `Error` that keeps `code`, `type` and
 * `data`, so whoever branches on it branches on `type`.
 */
export class Refusal extends Errors.MoleculerError {
  constructor(name: string, message: string, code: number, type: string, data?: unknown) {
    super(message, code, type, data);
    this.name = name;
  }
}

export class BadRequest extends Refusal {
  constructor(message: string) {
    super("BadRequest", message, 400, "BAD_REQUEST");
  }
}

export class NoToken extends Refusal {
  constructor() {
    super("NoToken", "This call needs a bearer token.", 401, "NO_TOKEN");
  }
}

export class InvalidToken extends Refusal {
  constructor() {
    super("InvalidToken", "The bearer token does not verify or has expired.", 401, "INVALID_TOKEN");
  }
}

export class Forbidden extends Refusal {
  constructor(message = "This token is not for that.") {
    super("Forbidden", message, 403, "FORBIDDEN");
  }
}

export class NotFound extends Refusal {
  constructor(what: string) {
    super("NotFound", `There is no such ${what}.`, 404, "NOT_FOUND");
  }
}

export class UnknownCode extends Refusal {
  constructor() {
    super("UnknownCode", "No session that can be joined has this code.", 404, "UNKNOWN_CODE");
  }
}

export class AlreadyAnswered extends Refusal {
  /** @param answer the answer that counts, in the form in which it was sent */
  constructor(answer: unknown) {
    super("AlreadyAnswered", "Another answer to this question already counts.", 409, "ALREADY_ANSWERED", {
      answer,
    });
  }
}

export class WrongState extends Refusal {
  constructor(message: string, state: string) {
    super("WrongState", message, 409, "WRONG_STATE", { state });
  }
}

export class QuestionClosed extends Refusal {
  constructor(reason: "closed" | "not-open") {
    super(
      "QuestionClosed",
      reason === "closed" ? "The question has closed." : "The question is not open yet.",
      410,
      "QUESTION_CLOSED",
      { reason },
    );
  }
}

export class SessionEnded extends Refusal {
  constructor() {
    super("SessionEnded", "The session has ended.", 410, "SESSION_ENDED", { reason: "closed" });
  }
}

export class StaleVersion extends Refusal {
  constructor(version: number) {
    super("StaleVersion", `The quiz stands at version ${version}.`, 412, "STALE_VERSION", { version });
  }
}

export class BodyTooLarge extends Refusal {
  /** @param limit bytes */
  constructor(limit: number) {
    super("BodyTooLarge", `The body is larger than ${limit} bytes.`, 413, "BODY_TOO_LARGE", { limit });
  }
}

export class ValidationError extends Refusal {
  constructor(faults: readonly Fault[]) {
    super("ValidationError", "Some fields are not allowed as they are.", 422, "VALIDATION_ERROR", faults);
  }
}

export class RateLimited extends Refusal {
  /** @param retryAfterMs when a next try may succeed; becomes the header `Retry-After` */
  constructor(retryAfterMs: number) {
    super("RateLimited", "Too many requests.", 429, "RATE_LIMITED", { retryAfterMs });
  }
}

export class TryAgain extends Refusal {
  /** @param retryAfterMs when a next try may succeed; becomes the header `Retry-After` */
  constructor(retryAfterMs = 1000 + Math.floor(Math.random() * 2000)) {
    super("TryAgain", "The service cannot take this right now.", 503, "TRY_AGAIN", { retryAfterMs });
  }
}

export class PutOff extends Refusal {
  /** @param receipt a signed proof of the answer and its arrival */
  constructor(receipt: string, retryAfterMs = 1000 + Math.floor(Math.random() * 2000)) {
    super(
      "PutOff",
      "The answer arrived, but could not be stored yet. Send it again with the receipt.",
      503,
      "TRY_AGAIN",
      {
        retryAfterMs,
        receipt,
      },
    );
  }
}

/** The `type`s that mean "a retry may succeed": Moleculer's own, when a node is away, and the database's. */
export const PASSING_TYPES: ReadonlySet<string> = new Set([
  "REQUEST_TIMEOUT",
  "SERVICE_NOT_FOUND",
  "SERVICE_NOT_AVAILABLE",
  "REQUEST_REJECTED",
  "QUEUE_FULL",
  "REQUEST_SKIPPED",
  "BAD_GATEWAY",
  "DATABASE_AWAY",
]);
