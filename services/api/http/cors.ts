import { Forbidden } from "../../../platform/errors.ts";
import type { Reply } from "./response.ts";

/** Header lines besides a reply's own, prepared for every way in which a response is written. */
export interface ExtraHeaders {
  /** Names and values in turn. */
  readonly rawHeaders: readonly string[];
  /** The same as header lines, each ended by CRLF. */
  readonly text: string;
}

/** Headers of a request that browsers of other sites may send. */
const REQUEST_HEADERS = [
  "Authorization",
  "Content-Type",
  "Idempotency-Key",
  "If-Match",
  "If-None-Match",
  "Last-Event-ID",
];
/** Headers of a response that scripts of other sites may read. */
const RESPONSE_HEADERS = ["Content-Disposition", "ETag", "Export-Notes", "Location", "Retry-After"];

/** The reply to a browser that asks whether it may send a request (a preflight). Its origin is in the extra headers. */
const PREFLIGHT: Reply = {
  status: 204,
  headers: {
    "Access-Control-Allow-Headers": REQUEST_HEADERS.join(", "),
    "Access-Control-Allow-Methods": "GET, POST, PUT, PATCH, DELETE",
    "Access-Control-Max-Age": "3600",
  },
};

/** What pages of other sites may do with the API (the Fetch standard, "CORS protocol"). */
export class Cors {
  readonly preflight = PREFLIGHT;
  readonly #headersByOrigin: ReadonlyMap<string, ExtraHeaders>;

  /** @param origins the sites that may use the API, such as `https://quiz.example` */
  constructor(origins: readonly string[]) {
    this.#headersByOrigin = new Map(origins.map((origin) => [origin, headersFor(origin)]));
  }

  /**
   * The headers for a response to a request with this `Origin`.
   *
   * @throws Forbidden if the site may not use the API
   */
  headersFor(origin: string): ExtraHeaders {
    const headers = this.#headersByOrigin.get(origin);
    if (headers === undefined) throw new Forbidden("Origin not allowed.");
    return headers;
  }

  /** The same for an address that is not there: undefined if the site may not use the API. */
  headersIfAllowed(origin: string | undefined): ExtraHeaders | undefined {
    return origin === undefined ? undefined : this.#headersByOrigin.get(origin);
  }
}

function headersFor(origin: string): ExtraHeaders {
  const headers = {
    "Access-Control-Allow-Origin": origin,
    "Access-Control-Expose-Headers": RESPONSE_HEADERS.join(", "),
    Vary: "Origin",
  };
  return {
    rawHeaders: Object.entries(headers).flat(),
    text: Object.entries(headers)
      .map(([name, value]) => `${name}: ${value}\r\n`)
      .join(""),
  };
}
