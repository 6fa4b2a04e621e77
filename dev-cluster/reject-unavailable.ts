import type { Socket } from "node:net";

/** How long a client that nobody can serve may take to send its request, in ms. */
const TURN_AWAY_MS = 5000;
const BODY = JSON.stringify({
  name: "TryAgain",
  message: "No gateway is ready.",
  code: 503,
  type: "TRY_AGAIN",
});
const REFUSAL = [
  "HTTP/1.1 503 Service Unavailable",
  "Content-Type: application/json; charset=utf-8",
  `Content-Length: ${BODY.length}`,
  "Retry-After: 1",
  "Connection: close",
  "",
  BODY,
].join("\r\n");

/** Answers in HTTP, once the client has asked; sooner, and the answer could be lost with the connection. */
export function turnAway(client: Socket): void {
  client.setTimeout(TURN_AWAY_MS, () => client.destroy());
  client.once("data", () => client.end(REFUSAL));
  client.once("end", () => client.end());
}
