import { Agent } from "node:http";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { type Api, createApi } from "../../client/src/api.ts";
import { type Device, thisDevice } from "../../client/src/device.ts";
import type { ErrorBody } from "./contract.ts";
import { exchange, type Reply, type Sent } from "./exchange.ts";
import type { Exchange } from "./openapi/description-checker.ts";
import { exchangeProblems } from "./openapi/exchange-problems.ts";
import { Undescribed } from "./undescribed.ts";

export type { Reply } from "./exchange.ts";

/** Longer than an exchange may take, whose own error names the call; in ms. */
const API_TIMEOUT_MS = 30_000;

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

/**
 * An HTTP client with a keep-alive pool of at most `connections` connections. It records raw replies, and checks each
 * exchange against the OpenAPI description.
 */
export class Client {
  readonly baseUrl: string;
  readonly #agent: Agent;
  readonly #device: Device = thisDevice();
  readonly #problemsOf: (exchange: Exchange) => string[];

  /** @param problemsOf finds what is not as the description says; by default by that of the repository */
  constructor(baseUrl: string, connections = 64, problemsOf = exchangeProblems) {
    this.baseUrl = baseUrl;
    this.#problemsOf = problemsOf;
    this.#agent = new Agent({ keepAlive: true, maxSockets: connections, scheduling: "lifo" });
  }

  /**
   * One call of the API, typed by its description, through the package for clients. A reply that is no JSON needs
   * `parseAs: "stream"`; its bytes are in `raw`.
   *
   * @param use such as `(api) => api.GET("/api/quizzes")`
   * @returns the reply, whatever its status
   * @throws Undescribed; Error if no reply came
   */
  async call<T>(
    token: string | undefined,
    use: (api: Api) => Promise<{ data?: T; error?: unknown }>,
  ): Promise<Reply<T>> {
    let reply: Reply<T> | undefined;
    const fetch = async (request: Request) => {
      reply = await this.#exchange<T>(await sentBy(request), request.signal);
      return responseOf(reply);
    };
    const device = { ...this.#device, fetch };
    await use(createApi({ baseUrl: this.baseUrl, token, device, timeoutMs: API_TIMEOUT_MS }));
    if (reply === undefined) throw new Error("No call was made.");
    return reply;
  }

  /**
   * A request as it is given, for what a typed client cannot send: malformed bodies, odd headers, unknown paths.
   *
   * @returns the reply, whatever its status
   * @throws Undescribed; Error if no reply came
   */
  send<T>(
    method: string,
    path: string,
    { token, json, raw, headers, chunked }: RequestOptions = {},
  ): Promise<Reply<T>> {
    const payload = raw ?? (json === undefined ? undefined : JSON.stringify(json));
    return this.#exchange<T>({
      method,
      url: new URL(path, this.baseUrl),
      headers: requestHeaders(payload, token, chunked, headers),
      payload,
    });
  }

  async #exchange<T>(sent: Sent, signal?: AbortSignal): Promise<Reply<T>> {
    const reply = await exchange<T>(this.#agent, sent, signal);
    const problems = this.#problemsOf({
      method: sent.method,
      path: sent.url.pathname + sent.url.search,
      requestBody: sent.payload,
      requestHeaders: sent.headers,
      status: reply.status,
      headers: reply.headers,
      body: reply.raw,
    });
    if (problems.length > 0) {
      throw new Undescribed(`${reply.call} -> ${reply.status} ${textOf(reply).slice(0, 600)}`, problems);
    }
    return reply;
  }

  /** Closes all connections; the next call opens a new one. */
  close(): void {
    this.#agent.destroy();
  }
}

async function sentBy(request: Request): Promise<Sent> {
  const headers = Object.fromEntries(request.headers);
  const sent = { method: request.method, url: new URL(request.url), headers };
  if (request.body === null) return sent;
  const payload = Buffer.from(await request.arrayBuffer());
  headers["content-length"] = String(payload.length);
  return { ...sent, payload };
}

/** What the package reads of a reply, without a coding, as `fetch` gives it. */
function responseOf({ status, headers, raw }: Reply<unknown>): Response {
  const coding = headers["content-encoding"];
  const body = coding === "br" ? brotliDecompressSync(raw) : coding === "gzip" ? gunzipSync(raw) : raw;
  return new Response(body.length === 0 ? null : new Uint8Array(body), { status });
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

/** The body of a reply that must have this status. @throws Error with the status and body of the reply */
export function must<T>(reply: Reply<T>, status: number): T {
  if (reply.status === status) return reply.body;
  throw new Error(`${reply.call}: expected ${status}, got ${reply.status} ${textOf(reply).slice(0, 600)}`);
}

const textOf = ({ raw }: Reply<unknown>) => raw.toString("utf8");

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
