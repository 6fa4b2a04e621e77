import { Agent, request as httpRequest, type IncomingHttpHeaders } from "node:http";
import type { ErrorBody } from "./contract.ts";

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

export interface RequestOptions {
  token?: string | undefined;
  /** Sent as JSON. */
  json?: unknown;
  /** Sent unchanged. */
  raw?: string | Buffer;
  headers?: Record<string, string>;
  /** Sends the body in chunks, without Content-Length. */
  chunked?: boolean;
}

/** An HTTP client with a keep-alive pool of at most `connections` connections. */
export class Client {
  readonly baseUrl: string;
  readonly #agent: Agent;

  constructor(baseUrl: string, connections = 64) {
    this.baseUrl = baseUrl;
    this.#agent = new Agent({ keepAlive: true, maxSockets: connections, scheduling: "lifo" });
  }

  send<T>(
    method: string,
    path: string,
    { token, json, raw, headers, chunked }: RequestOptions = {},
  ): Promise<Reply<T>> {
    const payload = raw ?? (json === undefined ? undefined : JSON.stringify(json));
    const sentAt = Date.now();
    const call = `${method} ${path}`;
    return new Promise((resolve, reject) => {
      const request = httpRequest(
        new URL(path, this.baseUrl),
        {
          method,
          agent: this.#agent,
          headers: requestHeaders(payload, token, chunked, headers),
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on("data", (chunk: Buffer) => chunks.push(chunk));
          response.on("error", reject);
          response.on("end", () => {
            const bytes = Buffer.concat(chunks);
            resolve({
              call,
              status: response.statusCode ?? 0,
              headers: response.headers,
              raw: bytes,
              body: parseBody(response.headers, bytes) as T,
              sentAt,
              doneAt: Date.now(),
            });
          });
        },
      );
      request.setTimeout(20_000, () => request.destroy(new Error(`${call}: no reply within 20 s`)));
      request.on("error", reject);
      request.end(payload);
    });
  }

  /** Closes all connections; the next call opens a new one. */
  close(): void {
    this.#agent.destroy();
  }
}

function requestHeaders(
  payload: string | Buffer | undefined,
  token: string | undefined,
  chunked = false,
  extra: Record<string, string> = {},
): Record<string, string> {
  const headers: Record<string, string> = {};
  if (payload !== undefined) {
    headers["content-type"] = "application/json";
    if (chunked) headers["transfer-encoding"] = "chunked";
    else headers["content-length"] = String(Buffer.byteLength(payload));
  }
  if (token !== undefined) headers.authorization = `Bearer ${token}`;
  return { ...headers, ...extra };
}

function parseBody(headers: IncomingHttpHeaders, bytes: Buffer): unknown {
  if (headers["content-encoding"] !== undefined || bytes.length === 0) return undefined;
  if (!headers["content-type"]?.includes("json")) return undefined;
  return JSON.parse(bytes.toString("utf8"));
}

/** The body of a reply that must have this status. @throws Error with the status and body of the reply */
export function must<T>(reply: Reply<T>, status: number): T {
  if (reply.status === status) return reply.body;
  throw new Error(
    `${reply.call}: expected ${status}, got ${reply.status} ${reply.raw.toString("utf8").slice(0, 600)}`,
  );
}

/** The error body of a reply, checked for its status, its type and a `code` equal to the status. */
export function expectError(reply: Reply<unknown>, status: number, type?: string): ErrorBody {
  const error = must(reply, status) as ErrorBody | undefined;
  expect({ call: reply.call, error }).toEqual({
    call: reply.call,
    error: expect.objectContaining({
      name: expect.any(String),
      message: expect.any(String),
      code: status,
      type: type ?? expect.stringMatching(/^[A-Z][A-Z_]*$/),
    }),
  });
  return error as ErrorBody;
}
