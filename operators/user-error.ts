/** Something that an operator asked for cannot be done; the message is all that they need. */
export class Complaint extends Error {}

/** An error in one line for a person at a terminal. */
export function explain(error: unknown): string {
  const { type, message, data } = error as {
    type?: string;
    message?: string;
    data?: { action?: string; nodeID?: string };
  };
  const who = data?.nodeID ?? (data?.action ? `The service ${data.action.split(".")[0]}` : "The cluster");
  switch (type) {
    case "SERVICE_NOT_FOUND":
    case "SERVICE_NOT_AVAILABLE":
      return `${who} is not there right now.`;
    case "REQUEST_TIMEOUT":
    case "REQUEST_REJECTED":
      return `${who} did not answer.`;
    default:
      return (message ?? String(error)).split("\n", 1)[0] ?? "";
  }
}
