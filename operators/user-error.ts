/** A command cannot be done. The message is all that the operator needs to see. */
export class UserError extends Error {}

/** Any error as one line for a person at a terminal. */
export function describeError(error: unknown): string {
  const { type, message, data } = error as {
    type?: string;
    message?: string;
    data?: { action?: string; nodeID?: string };
  };
  const who = data?.nodeID ?? (data?.action ? `The service ${data.action.split(".")[0]}` : "The cluster");
  switch (type) {
    case "SERVICE_NOT_FOUND":
    case "SERVICE_NOT_AVAILABLE":
      return `${who} is not available.`;
    case "REQUEST_TIMEOUT":
    case "REQUEST_REJECTED":
      return `${who} did not reply.`;
    default:
      return (message ?? String(error)).split("\n", 1)[0] ?? "";
  }
}
