import {
  request as httpRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type ServerResponse,
} from "node:http";

/** A request as the proxy got it. */
export interface Incoming {
  request: IncomingMessage;
  body: Buffer;
  response: ServerResponse;
}

/** Sends a request on a connection of its own, so that no fault comes from a connection that was used before. */
export function sendTo(upstream: string, { request, body, response }: Incoming): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const { host: _, "content-length": __, ...headers } = endToEnd(request.headers);
  const forwarded = httpRequest(new URL(request.url ?? "/", upstream), {
    method: request.method ?? "GET",
    agent: false,
    headers: { ...headers, ...(body.length > 0 && { "content-length": body.length }) },
  });
  forwarded.on("response", resolve).on("error", reject).end(body);
  response.once("close", () => {
    if (!response.writableFinished) forwarded.destroy();
  });
  return promise;
}

/** Headers without those that are about one connection. */
export function endToEnd(headers: IncomingHttpHeaders): OutgoingHttpHeaders {
  const { connection: _, "keep-alive": __, "transfer-encoding": ___, ...others } = headers;
  return others;
}

/** Whether the reply lasts: a stream of events. */
export function isStream({ headers }: IncomingMessage): boolean {
  return headers["content-type"]?.startsWith("text/event-stream") ?? false;
}
