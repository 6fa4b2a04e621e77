import type { ErrorBody, ErrorType } from "./types.ts";

/** The `data` of each error, by its type. */
type ErrorData = {
  [T in ErrorType]: Extract<ErrorBody, { type: T }> extends { data: infer D } ? D : undefined;
};

/** No wait is longer than this, whatever the server or a proxy asks for; in ms. Timers overflow after 24 days. */
export const MAX_WAIT_MS = 300_000;

/** An error that the server replied with. `type` says which; `data` belongs to the type. */
export class ApiError<T extends ErrorType = ErrorType> extends Error {
  /** The HTTP status. */
  readonly status: number;
  readonly type: T;
  readonly data: ErrorData[T];
  /** When a retry may succeed, in ms from now, five minutes at most; undefined if the server named no time. */
  readonly retryAfterMs: number | undefined;

  constructor(status: number, body: { message: string; type: T; data?: unknown }, retryAfterMs?: number) {
    super(body.message);
    this.name = "ApiError";
    this.status = status;
    this.type = body.type;
    this.data = body.data as ErrorData[T];
    this.retryAfterMs = retryAfterMs && Math.min(MAX_WAIT_MS, retryAfterMs);
  }
}

/** Whether an error is the server's, and of one of these types (of any, if none is named). */
export function isApiError<T extends ErrorType = ErrorType>(
  error: unknown,
  ...types: readonly T[]
): error is ApiError<T> {
  return error instanceof ApiError && (types.length === 0 || types.includes(error.type as T));
}

/** No reply came: the network is away, the connection broke, or the reply took too long. */
export class ConnectionError extends Error {
  constructor(cause: unknown) {
    super("The server gave no reply.", { cause });
    this.name = "ConnectionError";
  }
}

/** Whether the same call may succeed later: no reply, too many requests, or a server that cannot now. */
export function mayRetry(error: unknown): boolean {
  if (error instanceof ConnectionError) return true;
  return error instanceof ApiError && (error.status === 429 || error.status >= 500);
}

/** Whether the server itself has refused for good. A proxy's page, which counts as BAD_REQUEST, says nothing about that. */
export function isRefusal(error: unknown): error is ApiError {
  return error instanceof ApiError && !mayRetry(error) && error.type !== "BAD_REQUEST";
}
