import type { Client } from "openapi-fetch";
import type { paths } from "./api-types.ts";
import { type Device, thisDevice } from "./device.ts";
import { ApiError, ConnectionError } from "./errors.ts";
import type { ErrorType } from "./types.ts";

/** A reply that takes longer than this is given up, in ms. */
const TIMEOUT_MS = 15_000;

export interface ApiOptions {
  /** The gateway's address, such as "https://quiz.example.org". In a browser it may be "" for the page's own. */
  baseUrl: string;
  /** A host's, player's or screen's token. */
  token?: string | undefined;
  device?: Device | undefined;
  /** In ms; 15,000 if it is left out. */
  timeoutMs?: number | undefined;
}

/** Every call of the API by its path, typed from the OpenAPI description. */
export type Api = Pick<Client<paths>, "GET" | "PUT" | "POST" | "PATCH" | "DELETE">;

/** What a call may have, as in openapi-fetch. Its types are used, and not its code: that is as large as half a player. */
interface Call extends RequestInit {
  params?: { path?: Values; query?: Values; header?: Values };
  body?: never;
  headers?: Record<string, string>;
  bodySerializer?: (body: unknown) => string;
  parseAs?: "json" | "text" | "arrayBuffer" | "stream";
}
type Values = Record<string, string | number | boolean | undefined>;

/**
 * The API at one address, with one token. Replies come as `{ data, error, response }`; see `expectData`. A reply must be
 * there within `timeoutMs`, with its body.
 */
export function createApi({
  baseUrl,
  token,
  device = thisDevice(),
  timeoutMs = TIMEOUT_MS,
}: ApiOptions): Api {
  const call =
    (method: string) =>
    async (path: string, { params, headers, body, bodySerializer, parseAs, signal, ...init }: Call = {}) => {
      const abort = new AbortController();
      const onAbort = () => abort.abort(signal?.reason);
      if (signal?.aborted) onAbort();
      signal?.addEventListener("abort", onAbort);
      const cancel = device.later(() => abort.abort(), timeoutMs);
      try {
        const request = new Request(urlOf(baseUrl, path, params), {
          ...init,
          method,
          headers: given({
            authorization: token && `Bearer ${token}`,
            "content-type": body && "application/json",
            ...params?.header,
            ...headers,
          }),
          body: body === undefined ? null : (bodySerializer ?? JSON.stringify)(body),
          signal: abort.signal,
        });
        const response = await device.fetch(request);
        if (response.ok && parseAs) {
          return { data: parseAs === "stream" ? response.body : await response[parseAs](), response };
        }
        const text = await response.text();
        if (response.ok) return { data: text === "" ? undefined : JSON.parse(text), response };
        return { error: parsed(text), response };
      } finally {
        cancel();
        signal?.removeEventListener("abort", onAbort);
      }
    };
  const methods = ["GET", "PUT", "POST", "PATCH", "DELETE"];
  return Object.fromEntries(methods.map((method) => [method, call(method)])) as unknown as Api;
}

/** The address of a call. */
export function urlOf(baseUrl: string, path: string, { path: ids, query }: Call["params"] = {}): string {
  const filled = path.replace(/{(\w+)}/g, (_, name) => encodeURIComponent(String(ids?.[name])));
  const search = Object.entries(given({ ...query }))
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join("&");
  return baseUrl.replace(/\/$/, "") + filled + (search && `?${search}`);
}

/** The values that are there. */
export function given(values: Values): Record<string, string> {
  // Whoever takes them makes strings of them.
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Record<
    string,
    string
  >;
}

/** An error's body; as text if it is not JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** The reply to a call. */
export type Reply<T> = Promise<{ data?: T; error?: unknown; response: Response }>;

/**
 * The data of a reply.
 *
 * @throws ApiError if the server refused the call; ConnectionError if no reply came
 */
export async function expectData<T>(sent: Reply<T>): Promise<T> {
  let reply: Awaited<typeof sent>;
  try {
    reply = await sent;
  } catch (cause) {
    throw new ConnectionError(cause);
  }
  if (reply.response.ok) return reply.data as T;
  throw toApiError(reply.response, reply.error);
}

/** The error of a reply; one without the API's own body comes from a proxy in front of it. */
export function toApiError({ status, headers }: Response, body: unknown): ApiError {
  const seconds = Number(headers.get("retry-after") ?? Number.NaN);
  const { type, message, data } = Object(body) as {
    type?: ErrorType;
    message?: string;
    data?: { retryAfterMs?: number };
  };
  // The header has whole seconds: a crowd that is told 1,000 different times would come back in three groups.
  const retryAfterMs = data?.retryAfterMs ?? (seconds >= 0 ? seconds * 1000 : undefined);
  const fallback = status === 429 ? "RATE_LIMITED" : status >= 500 ? "TRY_AGAIN" : "BAD_REQUEST";
  return new ApiError(
    status,
    { type: type ?? fallback, message: message ?? `HTTP ${status}`, data },
    retryAfterMs,
  );
}
