import { STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import { currentTime } from "../../../../platform/clock.ts";
import { type Reply, toHeaderText } from "../response.ts";

/** A header and body of at most this many bytes together are copied into one buffer and written at once. */
const SINGLE_WRITE_BYTES = 64 * 1024;

const statusLines = new Map(
  Object.entries(STATUS_CODES).map(([status, reason]) => [
    Number(status),
    `HTTP/1.1 ${status} ${reason}\r\n`,
  ]),
);
let dateSecond = -1;
let dateLine = "";

/** The `Date` header (RFC 9110, 6.6.1), formatted once per second. */
function dateAt(now: number): string {
  const second = Math.floor(now / 1000);
  if (second !== dateSecond) {
    dateSecond = second;
    dateLine = `Date: ${new Date(now).toUTCString()}\r\n`;
  }
  return dateLine;
}

/**
 * A response's status line and header, with the empty line at its end and the headers that Node's own server adds.
 *
 * @param lines header lines besides the reply's own, such as those that tell whether the connection stays open
 */
export function serializeHead(reply: Reply, requestId: string, lines: string): string {
  const headerText = reply.headerText ?? toHeaderText(reply);
  const statusLine = statusLines.get(reply.status) ?? `HTTP/1.1 ${reply.status} Unknown\r\n`;
  return `${statusLine}X-Request-ID: ${requestId}\r\n${headerText}${dateAt(currentTime())}${lines}\r\n`;
}

/**
 * Writes a full response to a socket.
 *
 * @param head the status line and the header, from `serializeHead`
 * @param isHead the client wants no body
 * @returns false if the socket's buffer is full because the client reads slowly, like `socket.write`
 */
export function writeResponse(
  socket: Socket,
  head: string,
  status: number,
  body: string | Buffer | undefined,
  isHead: boolean,
): boolean {
  if (isHead || body === undefined || status === 304 || status === 204) return socket.write(head, "latin1");
  // Nearly all text is ASCII; to write it as Latin-1 costs half as much as UTF-8.
  if (typeof body === "string") {
    return socket.write(head + body, Buffer.byteLength(body) === body.length ? "latin1" : "utf8");
  }
  if (head.length + body.length > SINGLE_WRITE_BYTES) {
    socket.cork();
    socket.write(head, "latin1");
    const hasRoom = socket.write(body);
    socket.uncork();
    return hasRoom;
  }
  const bytes = Buffer.allocUnsafe(head.length + body.length);
  bytes.write(head, "latin1");
  bytes.set(body, head.length);
  return socket.write(bytes);
}
