import { isApiError } from "../../client/src/errors.ts";

/** Why the server refused, in the words of its errors. */
export function reasonOf(error: unknown): string {
  if (!isApiError(error)) return (error as Error | undefined)?.message ?? "unknown";
  const { reason } = (error.data ?? {}) as { reason?: string };
  return reason === undefined ? `${error.status} ${error.type}` : `${error.status} ${error.type} (${reason})`;
}
