import { ApiError, ConnectionError } from "../../../client/src/errors.ts";

/** What an error means for a host: which words say it. */
export type ProblemKind =
  | "signedOut"
  | "notYours"
  | "notFound"
  | "offline"
  | "tooMany"
  | "later"
  | "refused"
  | "unknown";

export interface Problem {
  kind: ProblemKind;
  /** What the server says, in English; "" if nothing. */
  message: string;
  /** In how many whole seconds a retry may succeed; 0 if that is not known. */
  seconds: number;
  /** Whether the same call may succeed later. */
  mayRetry: boolean;
}

/** What an error of a call means. */
export function problemOf(error: unknown): Problem {
  if (error instanceof ConnectionError) return problem("offline", error, true);
  if (!(error instanceof ApiError)) return problem("unknown", error, true);
  const { status } = error;
  if (status === 401) return problem("signedOut", error, false);
  if (status === 403) return problem("notYours", error, false);
  if (status === 404) return problem("notFound", error, false);
  if (status === 429) return problem("tooMany", error, true);
  if (status >= 500) return problem("later", error, true);
  return problem("refused", error, false);
}

function problem(kind: ProblemKind, error: unknown, mayRetry: boolean): Problem {
  const wait = error instanceof ApiError ? (error.retryAfterMs ?? 0) : 0;
  const message = error instanceof Error ? error.message : "";
  return { kind, message, seconds: Math.ceil(wait / 1000), mayRetry };
}
