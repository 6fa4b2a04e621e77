import { STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import { isWhole, linesOf, type Reply } from "../request-context.ts";

/** A reply whose header and body come to no more bytes than this is written in one piece. */
const ONE_PIECE = 64 * 1024;

const starts = new Map(
  Object.entries(STATUS_CODES).map(([status, phrase]) => [
    Number(status),
    `HTTP/1.1 ${status} ${phrase}\r\n`,
  ]),
);
let dateSecond = -1;
let dateLine = "";

/** The `Date` of this second (RFC 9110, 6.6.1). */
function dateAt(now: number): string {
  const second = Math.floor(now / 1000);
  if (second !== dateSecond) {
    dateSecond = second;
    dateLine = `Date: ${new Date(now).toUTCString()}\r\n`;
  }
  return dateLine;
}

/** A reply's first line and header, to the empty line. */
export function headText(reply: Reply, requestId: string, connection: string): string {
  const lines = reply.lines ?? linesOf(reply);
  const start = starts.get(reply.status) ?? `HTTP/1.1 ${reply.status} Unknown\r\n`;
  return `${start}X-Request-ID: ${requestId}\r\n${lines}${dateAt(Date.now())}${connection}\r\n`;
}

/**
 * Writes a reply to a connection, with the lines that Node's own server adds.
 *
 * @param requestId goes out along with it
 * @param connection the lines that say whether the connection stays
 * @returns false where the client reads more slowly than it is written to, as `write` does
 */
export function writeReply(socket: Socket, reply: Reply, requestId: string, connection: string): boolean {
  const { status, body } = reply;
  if (!isWhole(body)) throw new TypeError("A plain request is not answered with a stream.");
  const head = headText(reply, requestId, connection);
  if (body === undefined || status === 304 || status === 204) return socket.write(head, "latin1");
  // Text that is ASCII, as nearly all of it is, costs half as much to write as such.
  if (typeof body === "string") {
    return socket.write(head + body, Buffer.byteLength(body) === body.length ? "latin1" : "utf8");
  }
  if (head.length + body.length > ONE_PIECE) {
    socket.cork();
    socket.write(head, "latin1");
    const isKeepingUp = socket.write(body);
    socket.uncork();
    return isKeepingUp;
  }
  const bytes = Buffer.allocUnsafe(head.length + body.length);
  bytes.write(head, "latin1");
  bytes.set(body, head.length);
  return socket.write(bytes);
}
