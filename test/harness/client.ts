import { Agent, request as httpRequest, type IncomingHttpHeaders } from "node:http";
import type { ErrorBody } from "./contract.ts";

/** What came back, with the bytes as they came and the wall clock on both sides of the call. */
export interface Reply<T> {
  call: string;
  status: number;
  headers: IncomingHttpHeaders;
  raw: Buffer;
  /** The parsed JSON; of the type of a success, so look at `status` first. */
  body: T;
  sentAt: number;
  doneAt: number;
}

export interface RequestOptions {
  token?: string | undefined;
  /** Sent as JSON. */
  json?: unknown;
  /** Sent as it is. */
  raw?: string | Buffer;
  headers?: Record<string, string>;
  /** Sends the body in chunks, without telling its length. */
  chunked?: boolean;
}

/** An HTTP client over one keep-alive pool of at most `connections` connections. */
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

  /** Lets go of every idle connection; the next call makes new ones. */
  close(): void {
    this.#agent.destroy();
  }
}

function requestHeaders(
  payload: string | Buffer | undefined,
  token: string | undefined,
  chunked = false,
  more: Record<string, string> = {},
): Record<string, string> {
  const headers: Record<string, string> = {};
  if (payload !== undefined) {
    headers["content-type"] = "application/json";
    if (chunked) headers["transfer-encoding"] = "chunked";
    else headers["content-length"] = String(Buffer.byteLength(payload));
  }
  if (token !== undefined) headers.authorization = `Bearer ${token}`;
  return { ...headers, ...more };
}

function parseBody(headers: IncomingHttpHeaders, bytes: Buffer): unknown {
  if (headers["content-encoding"] !== undefined || bytes.length === 0) return undefined;
  if (!headers["content-type"]?.includes("json")) return undefined;
  return JSON.parse(bytes.toString("utf8"));
}

/** The body of a reply that must have this status. @throws Error that shows what came instead */
export function must<T>(reply: Reply<T>, status: number): T {
  if (reply.status === status) return reply.body;
  throw new Error(
    `${reply.call}: expected ${status}, got ${reply.status} ${reply.raw.toString("utf8").slice(0, 600)}`,
  );
}

/** The contract's error in a reply, checked for its one shape: status, type and that `code` agrees. */
export function expectError(reply: Reply<unknown>, status: number, type?: string): ErrorBody {
  const fault = must(reply, status) as ErrorBody | undefined;
  expect({ call: reply.call, fault }).toEqual({
    call: reply.call,
    fault: expect.objectContaining({
      name: expect.any(String),
      message: expect.any(String),
      code: status,
      type: type ?? expect.stringMatching(/^[A-Z][A-Z_]*$/),
    }),
  });
  return fault as ErrorBody;
}
