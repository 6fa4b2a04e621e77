import { ApiError, ConnectionError, isApiError } from "../../client/src/errors.ts";
import { UsageError } from "../options.ts";

/** An error as one line for a person who is no developer. */
export function plainError(error: unknown): string {
  if (error instanceof UsageError) return error.message;
  if (error instanceof ConnectionError) return "The server gave no reply.";
  if (error instanceof ApiError)
    return `The server refused (${error.status} ${error.type}): ${error.message}${faultsOf(error)}`;
  return (error as Error).message ?? String(error);
}

/** The fields at fault, if the server named some. */
function faultsOf(error: unknown): string {
  if (!isApiError(error, "VALIDATION_ERROR")) return "";
  return error.data.map(({ path, reason }) => ` ${path}: ${reason}.`).join("");
}
