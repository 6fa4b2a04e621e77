import { detachString } from "../../../platform/cache/detach-string.ts";
import { GenerationalCache } from "../../../platform/cache/generational-cache.ts";
import type { RequestHeaders } from "../http/request-context.ts";
import type { Page, Route, Served } from "./route.ts";

type Routed = Route | Page;

interface CompiledRoute {
  route: Routed;
  /** Matches only plain paths, without percent-encoding; moleculer-web routes all others. */
  path: RegExp;
  /** Every plain path that moleculer-web would take for this route: in capitals, with a slash at the end. */
  loosePath: RegExp;
  paramNames: string[];
}

/** The routes of one HTTP method. */
interface MethodRoutes {
  routes: CompiledRoute[];
  /** By path: a query that somebody makes up must not drop the paths that everybody asks for. */
  matchCache: GenerationalCache<string, RouteMatch>;
}

export interface RouteMatch {
  readonly route: Served;
  readonly params: Readonly<Record<string, string>>;
}

/** Per method. All players of a session ask for the same few URLs. */
const MAX_CACHED_MATCHES = 1000;
/** In characters; a longer path is matched at each request. */
const MAX_CACHED_PATH_LENGTH = 100;
/** A path that stands for itself: nothing in it is encoded. */
const PLAIN_PATH = /^[\w./-]+$/;

/**
 * Finds the routes of requests that go straight to `dispatch`, whether the raw HTTP parser or Node's server has read
 * them. moleculer-web routes unusual paths (encoded, in capitals, with a slash at the end) to the same `dispatch`.
 */
export class Router {
  readonly #byMethod = new Map<string, MethodRoutes>();

  readonly #unknown: RouteMatch | undefined;

  /** @param unknownAddress replies to requests for addresses at which there is nothing; without it, moleculer-web does */
  constructor(routes: readonly Routed[], unknownAddress?: Served) {
    this.#unknown = unknownAddress && { route: unknownAddress, params: {} };
    for (const route of routes) {
      const paramNames = [...route.path.matchAll(/:(\w+)/g)].map(([, name]) => name!);
      // Only names of files have dots.
      const pattern = route.path.replace(":file", "([\\w.-]+)").replace(/:\w+/g, "([\\w-]+)");
      const path = new RegExp(`^${pattern}$`);
      const loosePath = new RegExp(`^${route.path.replace(/:\w+/g, "[^/]+")}/?$`, "i");
      const empty = () => ({
        routes: [],
        matchCache: new GenerationalCache<string, RouteMatch>(MAX_CACHED_MATCHES),
      });
      for (const method of methodsOf(route))
        this.#byMethod.getOrInsertComputed(method, empty).routes.push({ route, path, loosePath, paramNames });
    }
  }

  /**
   * The route of a request. A browser's question whether it may send a request (a preflight) has the route of the method
   * that it asks about.
   *
   * @returns undefined if moleculer-web must find it; the route that replies 404 if it would find none
   */
  matchRequest(method: string, url: string, headers: Readonly<RequestHeaders>): RouteMatch | undefined {
    const asked = method === "OPTIONS" ? headers["access-control-request-method"] : method;
    if (typeof asked !== "string") return undefined;
    return this.match(asked, url) ?? (this.#isUnknown(asked, url) ? this.#unknown : undefined);
  }

  #isUnknown(method: string, url: string): boolean {
    const [path = ""] = url.split("?", 1);
    const routes = this.#byMethod.get(method)?.routes;
    return (
      routes !== undefined && PLAIN_PATH.test(path) && !routes.some(({ loosePath }) => loosePath.test(path))
    );
  }

  /** @param url path and query */
  match(method: string, url: string): RouteMatch | undefined {
    const methodRoutes = this.#byMethod.get(method);
    if (!methodRoutes) return undefined;
    const queryStart = url.indexOf("?");
    const path = queryStart === -1 ? url : url.slice(0, queryStart);
    const cached = methodRoutes.matchCache.get(path);
    if (cached) return cached;
    const match = matchPath(methodRoutes.routes, path);
    if (match && path.length <= MAX_CACHED_PATH_LENGTH)
      methodRoutes.matchCache.set(detachString(path), match);
    return match;
  }
}

/** Every GET route also takes HEAD (the same reply without its body), except the event stream. */
export function methodsOf({ method, operation }: Pick<Routed, "method" | "operation">): string[] {
  return method === "GET" && operation !== "streamEvents" ? ["GET", "HEAD"] : [method];
}

function matchPath(routes: readonly CompiledRoute[], path: string): RouteMatch | undefined {
  for (const { route, path: pattern, paramNames } of routes) {
    const match = pattern.exec(path);
    if (!match) continue;
    const params: Record<string, string> = {};
    for (let index = 0; index < paramNames.length; index++) {
      params[paramNames[index]!] = detachString(match[index + 1]!);
    }
    return { route, params };
  }
  return undefined;
}
