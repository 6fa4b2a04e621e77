import type { Server } from "node:http";
import type { Socket } from "node:net";
import { BadRequest } from "../errors.ts";
import { lingeringClose } from "./lingering-close.ts";
import { closingReply } from "./raw-reply.ts";

/** Why a request cannot be read, by the error's code. */
const REASONS: Readonly<Record<string, string>> = {
  ERR_HTTP_REQUEST_TIMEOUT: "The request took too long to arrive.",
  HPE_HEADER_OVERFLOW: "The head of the request is too large.",
  HPE_CHUNK_EXTENSIONS_OVERFLOW: "The chunk extensions of the request are too large.",
};

/** What a 400 for a request that cannot be read says. */
export function malformed(message = "The request is malformed."): string {
  const error = new BadRequest(message);
  return JSON.stringify({ name: error.name, message, code: error.code, type: error.type });
}

/** Rejects a request that takes too long to arrive, as Node's server does by itself. */
export function rejectLateRequest(server: Server, socket: Socket): void {
  const error = Object.assign(new Error("Request timeout"), { code: "ERR_HTTP_REQUEST_TIMEOUT" });
  server.emit("clientError", error, socket);
}

/** Replies to bytes that are not a valid HTTP request with a 400 in the API's error format, and closes the connection. */
export function handleClientErrors(server: Server): void {
  server.on("clientError", (error: NodeJS.ErrnoException, socket: Socket) => {
    // Node's own handler looks at the same two fields: a reply within another reply would corrupt it.
    const { _httpMessage: reply } = socket as Socket & { _httpMessage?: { _headerSent: boolean } | null };
    if (error.code === "ECONNRESET" || !socket.writable || reply?._headerSent) return socket.destroy();
    const body = malformed(REASONS[error.code ?? ""]);
    socket.write(closingReply("400 Bad Request", body));
    lingeringClose(socket);
  });
}
