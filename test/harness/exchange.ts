import { type Agent, request as httpRequest, type IncomingHttpHeaders } from "node:http";

/** A reply that takes longer hangs, in ms. */
const TIMEOUT_MS = 20_000;

/** A reply with its raw bytes, and the times before and after the call in ms since the epoch. */
export interface Reply<T> {
  call: string;
  status: number;
  headers: IncomingHttpHeaders;
  raw: Buffer;
  /** The parsed JSON. Its type is that of a success, so check `status` first. */
  body: T;
  sentAt: number;
  doneAt: number;
}

export interface Sent {
  method: string;
  url: URL;
  /** By lower-case names. */
  headers: Record<string, string>;
  payload?: string | Buffer | undefined;
}

/** Sends a request and records its reply. @throws Error if the connection breaks or no reply comes in time */
export function exchange<T>(
  agent: Agent,
  { method, url, headers, payload }: Sent,
  signal?: AbortSignal,
): Promise<Reply<T>> {
  const sentAt = Date.now();
  const call = `${method} ${url.pathname}${url.search}`;
  return new Promise((resolve, reject) => {
    const request = httpRequest(url, { method, agent, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => {
        const raw = Buffer.concat(chunks);
        resolve({
          call,
          status: response.statusCode ?? 0,
          headers: response.headers,
          raw,
          body: parseBody(response.headers, raw) as T,
          sentAt,
          doneAt: Date.now(),
        });
      });
    });
    request.setTimeout(TIMEOUT_MS, () =>
      request.destroy(new Error(`${call}: no reply within ${TIMEOUT_MS} ms`)),
    );
    signal?.addEventListener("abort", () => request.destroy(signal.reason));
    request.on("error", reject);
    request.end(payload);
  });
}

function parseBody(headers: IncomingHttpHeaders, bytes: Buffer): unknown {
  if (headers["content-encoding"] !== undefined || bytes.length === 0) return undefined;
  if (!headers["content-type"]?.includes("json")) return undefined;
  return JSON.parse(bytes.toString("utf8"));
}
