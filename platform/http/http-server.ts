import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from "node:http";
import type { Socket } from "node:net";
import { HardenedResponse } from "./hardened-response.ts";
import { handleClientErrors, malformed } from "./malformed-requests.ts";
import { beginRequest, PacedConnection } from "./paced-connection.ts";

/** How long a client may take to send a request with its body, in ms. */
export const REQUEST_TIMEOUT_MS = 30_000;
/** How often the server looks for requests that take too long, in ms. */
const CHECK_INTERVAL_MS = 1000;
/** Node's parser drops the headers after these without a word. */
const MAX_HEADERS = 2000;

/**
 * Node's HTTP server as every port of a node uses it: one request of a connection at a time, requests arrive within 30 s
 * in all, every response has the security headers, and what is malformed gets a 400 in the API's error format.
 *
 * `Expect: 100-continue` is not answered here: whoever wants the body calls `writeContinue`.
 */
export function createHttpServer(handle: RequestListener): Server {
  const server = createServer({
    ServerResponse: HardenedResponse as typeof ServerResponse,
    requestTimeout: REQUEST_TIMEOUT_MS,
    headersTimeout: REQUEST_TIMEOUT_MS,
    connectionsCheckingInterval: CHECK_INTERVAL_MS,
    // Checked below, because Node's own reply has no body.
    requireHostHeader: false,
  });
  server.maxHeadersCount = MAX_HEADERS;
  const accept = (request: IncomingMessage, response: ServerResponse) => {
    if (!beginRequest(request, response)) {
      request.socket.destroy();
      return;
    }
    const fault = faultOf(request);
    if (fault === undefined) handle(request, response);
    else reject(response, fault);
  };
  for (const event of ["request", "checkContinue", "checkExpectation"]) server.on(event, accept);
  server.on("connection", (socket: Socket) => new PacedConnection(socket));
  handleClientErrors(server);
  return server;
}

/** What is wrong with a request that Node's parser accepts, and that proxies may understand in different ways. */
function faultOf({ rawHeaders, headers, httpVersion }: IncomingMessage): string | undefined {
  let hosts = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]!;
    if (name.length === 4 && name.toLowerCase() === "host") hosts++;
  }
  if (hosts > 1 || (hosts === 0 && httpVersion === "1.1")) return "The request must have one Host header.";
  if (rawHeaders.length >= 2 * MAX_HEADERS) return "The request has too many headers.";
  const coding = headers["transfer-encoding"];
  if (coding !== undefined && coding.toLowerCase() !== "chunked")
    return "The only transfer coding is chunked.";
  return undefined;
}

function reject(response: ServerResponse, fault: string): void {
  const body = malformed(fault);
  response.writeHead(400, {
    "Content-Type": "application/json; charset=utf-8",
    "Cache-Control": "no-store",
    "Content-Length": Buffer.byteLength(body),
    Connection: "close",
  });
  response.end(body);
}
