import { securityHeaderText } from "./security-headers.ts";

/**
 * The bytes of a reply to a client whose request is not read: an error in the API's format, after which the connection
 * closes.
 *
 * @param status the code and its phrase
 * @param body JSON
 * @param headers further lines, each with its end
 */
export function closingReply(status: string, body: string, headers = ""): string {
  return (
    `HTTP/1.1 ${status}\r\n${securityHeaderText(undefined)}` +
    `Content-Type: application/json; charset=utf-8\r\nCache-Control: no-store\r\n${headers}` +
    `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`
  );
}
