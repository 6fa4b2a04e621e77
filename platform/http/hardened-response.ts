import {
  type IncomingMessage,
  type OutgoingHttpHeader,
  type OutgoingHttpHeaders,
  ServerResponse,
} from "node:http";
import { rawSecurityHeaders } from "./security-headers.ts";

type Headers = OutgoingHttpHeaders | OutgoingHttpHeader[];

/** A response of Node's HTTP server that always has the security headers, whoever writes its head. */
export class HardenedResponse<R extends IncomingMessage = IncomingMessage> extends ServerResponse<R> {
  override writeHead(status: number, reasonOrHeaders?: string | Headers, more?: Headers): this {
    const hasReason = typeof reasonOrHeaders === "string";
    const headers = this.#complete(hasReason ? more : reasonOrHeaders);
    return hasReason ? super.writeHead(status, reasonOrHeaders, headers) : super.writeHead(status, headers);
  }

  /** @returns names and values in turn */
  #complete(headers: Headers = []): OutgoingHttpHeader[] {
    const isList = Array.isArray(headers);
    const has = (name: string) =>
      this.hasHeader(name) || (isList ? headers.includes(name) : headers[name] !== undefined);
    const security: OutgoingHttpHeader[] = rawSecurityHeaders(has);
    if (isList) return security.concat(headers);
    for (const name in headers) if (headers[name] !== undefined) security.push(name, headers[name]);
    return security;
  }
}
