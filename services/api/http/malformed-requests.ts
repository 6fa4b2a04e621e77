import type { Server } from "node:http";
import type { Duplex } from "node:stream";
import { BadRequest } from "../../../platform/errors.ts";

/** Answers what is no HTTP request (a malformed address or header) in the contract's shape, and hangs up. */
export function refuseMalformed(server: Server): void {
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
