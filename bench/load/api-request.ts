import { urlOf } from "../../client/src/api.ts";
import type { paths } from "../../client/src/types.ts";
import { requestText } from "./load.ts";

type Method = "GET" | "POST";

/** The operations of one method, by path, from the OpenAPI description. */
type Operations<M extends Method> = {
  [Path in keyof paths as paths[Path][Lowercase<M>] extends { responses: unknown }
    ? Path
    : never]: paths[Path][Lowercase<M>];
};

/** The parameters of an operation in its path and query, as the client takes them. */
type Params<Operation> = (Operation extends { parameters: { path: infer Path } }
  ? { path: Path }
  : { path?: never }) &
  (Operation extends { parameters: { query?: infer Query } } ? { query?: Query } : { query?: never });

/** What one request has of its own. */
type Own<Operation> = { token?: string } & (Operation extends {
  requestBody: { content: { "application/json": infer Body } };
}
  ? { body: Body }
  : { body?: never });

/**
 * Prepares requests of one operation for the drivers, which send text over plain sockets. The types are the client's: a
 * route, parameter or body that the API does not have does not compile.
 *
 * @param params fills the path once, for all requests
 * @returns makes the text of a request
 */
export function apiRequest<M extends Method, Path extends keyof Operations<M> & string>(
  method: M,
  path: Path,
  params: Params<Operations<M>[Path]>,
): (own: Own<Operations<M>[Path]>) => string {
  const address = urlOf("", path, params as Parameters<typeof urlOf>[2]);
  return ({ token, body }) => requestText(method, address, token, body as object | undefined);
}
