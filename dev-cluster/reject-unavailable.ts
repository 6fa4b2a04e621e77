import type { Socket } from "node:net";

/** How long a client may take to send its request, in ms. */
const REQUEST_TIMEOUT_MS = 5000;
const BODY = JSON.stringify({
  name: "TryAgain",
  message: "No gateway is ready.",
  code: 503,
  type: "TRY_AGAIN",
});
const RESPONSE = [
  "HTTP/1.1 503 Service Unavailable",
  "Content-Type: application/json; charset=utf-8",
  `Content-Length: ${BODY.length}`,
  "Retry-After: 1",
  "Connection: close",
  "",
  BODY,
].join("\r\n");

/** Replies 503 once the client has sent something. An earlier reply could be lost with the connection. */
export function rejectUnavailable(client: Socket): void {
  client.setTimeout(REQUEST_TIMEOUT_MS, () => client.destroy());
  client.once("data", () => client.end(RESPONSE));
  client.once("end", () => client.end());
}
