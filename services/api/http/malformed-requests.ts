import type { Server } from "node:http";
import type { Duplex } from "node:stream";
import { BadRequest } from "../../../platform/errors.ts";

/** Replies to bytes that are not a valid HTTP request with a 400 in the API's error format, and closes the connection. */
export function handleClientErrors(server: Server): void {
  server.on("clientError", (error: NodeJS.ErrnoException, socket: Duplex) => {
    if (error.code === "ECONNRESET" || !socket.writable) return socket.destroy();
    const { name, message, code, type } = new BadRequest("The request is malformed.");
    const body = JSON.stringify({ name, message, code, type });
    socket.end(
      `HTTP/1.1 400 Bad Request\r\nContent-Type: application/json; charset=utf-8\r\nCache-Control: no-store\r\n` +
        `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
    );
  });
}
