import * as http from "node:http";
import * as https from "node:https";

/** The connections of one player: as many as a browser opens to one server. */
const MAX_CONNECTIONS = 6;
/** Replies of these statuses have no body; `Response` refuses one. */
const BODILESS = new Set([101, 204, 205, 304]);

/** The connections that one player keeps to the server. */
export function openConnections(isSecure: boolean): http.Agent {
  const options = { keepAlive: true, maxSockets: MAX_CONNECTIONS };
  return isSecure ? new https.Agent(options) : new http.Agent(options);
}

/** One request and its reply. */
export interface Exchange {
  response: Promise<Response>;
  /** Resolves when the request has been handed to the system; also if it fails before. */
  sent: Promise<void>;
  /** Resolves when nothing more comes: the reply is complete, or the connection is broken. */
  closed: Promise<void>;
  /** Breaks the connection as a phone does that loses its network: whoever waits for the reply gets an error. */
  cut(): void;
}

/**
 * Sends a request as `fetch` does: same errors, same replies. It is on Node's own HTTP client because that gives each
 * player connections of their own, tells when the request has left, and lets us break the connection.
 */
export function exchange(request: Request, agent: http.Agent): Exchange {
  const { send } = agent instanceof https.Agent ? { send: https.request } : { send: http.request };
  let outgoing: http.ClientRequest | undefined;
  let isCut = false;
  const { promise: sent, resolve: markSent } = Promise.withResolvers<void>();
  const { promise: closed, resolve: markClosed } = Promise.withResolvers<void>();
  const cut = () => {
    isCut = true;
    outgoing?.destroy(new TypeError("The connection broke."));
    markSent();
    if (!outgoing) markClosed();
  };
  const start = async (): Promise<Response> => {
    const { signal } = request;
    const body = request.body ? Buffer.from(await request.arrayBuffer()) : undefined;
    signal.throwIfAborted();
    if (isCut) throw new TypeError("The connection broke.");
    return new Promise((resolve, reject) => {
      const headers = Object.fromEntries(request.headers);
      if (body) headers["content-length"] = String(body.byteLength);
      outgoing = send(request.url, { method: request.method, headers, agent });
      const abort = () => outgoing?.destroy(signal.reason);
      signal.addEventListener("abort", abort);
      outgoing.on("response", (incoming) => resolve(responseOf(incoming)));
      outgoing.on("error", reject);
      outgoing.on("close", () => {
        signal.removeEventListener("abort", abort);
        markSent();
        markClosed();
      });
      outgoing.end(body, () => markSent());
    });
  };
  return { response: start(), sent, closed, cut };
}

function responseOf(incoming: http.IncomingMessage): Response | Promise<Response> {
  const { statusCode: status = 0, statusMessage: statusText = "" } = incoming;
  const init = { status, statusText, headers: headersOf(incoming) };
  if (BODILESS.has(status)) {
    incoming.resume();
    return new Response(null, init);
  }
  if (incoming.headers["content-type"]?.startsWith("text/event-stream"))
    return new Response(streamOf(incoming), init);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.on("end", () => resolve(new Response(Buffer.concat(chunks), init)));
    incoming.on("error", reject);
  });
}

/** The body of an event stream. Events are small and are read at once, so nothing holds the server back. */
function streamOf(incoming: http.IncomingMessage): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>({
    start(controller) {
      let isOver = false;
      const finish = (end: () => void) => {
        if (!isOver) end();
        isOver = true;
      };
      incoming.on("data", (chunk: Buffer) => {
        if (!isOver) controller.enqueue(chunk);
      });
      incoming.on("end", () => finish(() => controller.close()));
      const fail = (cause?: unknown) =>
        finish(() => controller.error(new TypeError("The connection broke.", { cause })));
      incoming.on("error", fail);
      incoming.on("close", () => fail());
    },
    cancel() {
      incoming.destroy();
    },
  });
}

function headersOf({ rawHeaders }: http.IncomingMessage): [string, string][] {
  const pairs: [string, string][] = [];
  for (let i = 0; i < rawHeaders.length; i += 2) pairs.push([rawHeaders[i]!, rawHeaders[i + 1]!]);
  return pairs;
}
