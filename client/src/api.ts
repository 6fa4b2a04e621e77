import createClient, { type Client } from "openapi-fetch";
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
export type Api = Client<paths>;

/** The API at one address, with one token. Replies come as `{ data, error, response }`; see `expectData`. */
export function createApi({
  baseUrl,
  token,
  device = thisDevice(),
  timeoutMs = TIMEOUT_MS,
}: ApiOptions): Api {
  return createClient<paths>({
    baseUrl,
    fetch: (request) => withTimeout(device, request, timeoutMs),
    ...(token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } }),
  });
}

/** Sends a request; the reply must begin within `timeoutMs`, and its body must be there as soon. */
async function withTimeout(device: Device, request: Request, timeoutMs: number): Promise<Response> {
  const abort = new AbortController();
  const onAbort = () => abort.abort(request.signal.reason);
  request.signal.addEventListener("abort", onAbort);
  const cancel = device.later(() => abort.abort(new Error(`no reply within ${timeoutMs} ms`)), timeoutMs);
  try {
    const response = await device.fetch(new Request(request, { signal: abort.signal }));
    const body = await response.arrayBuffer();
    const { status, statusText, headers } = response;
    return new Response(body.byteLength === 0 ? null : body, { status, statusText, headers });
  } finally {
    cancel();
    request.signal.removeEventListener("abort", onAbort);
  }
}

/**
 * The data of a reply.
 *
 * @throws ApiError if the server refused the call; ConnectionError if no reply came
 */
export async function expectData<T>(
  sent: Promise<{ data?: T; error?: unknown; response: Response }>,
): Promise<T> {
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
  const { type, message, data } = (typeof body === "object" && body !== null ? body : {}) as {
    type?: ErrorType;
    message?: string;
    data?: { retryAfterMs?: number };
  };
  const retryAfterMs = Number.isFinite(seconds) ? seconds * 1000 : data?.retryAfterMs;
  const fallback = status === 429 ? "RATE_LIMITED" : status >= 500 ? "TRY_AGAIN" : "BAD_REQUEST";
  return new ApiError(
    status,
    { type: type ?? fallback, message: message ?? `HTTP ${status}`, data },
    retryAfterMs,
  );
}
