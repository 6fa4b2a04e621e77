import { detachString } from "../../../platform/cache/detach-string.ts";
import { GenerationalCache } from "../../../platform/cache/generational-cache.ts";
import type { Page, Route } from "./route.ts";

/** The operations of nearly all requests: only these are routed here. */
const DIRECT_OPERATIONS = new Set([
  "answer",
  "getLeaderboard",
  "getMe",
  "getSession",
  "getSessionQuiz",
  "getStats",
  "getTime",
  "streamEvents",
  "join",
  "page",
]);

type Routed = Route | Page;

interface CompiledRoute {
  route: Routed;
  /** Matches only plain paths, without percent-encoding; moleculer-web routes all others. */
  path: RegExp;
  paramNames: string[];
}

/** The routes of one HTTP method. */
interface MethodRoutes {
  routes: CompiledRoute[];
  /** By path: a query that somebody makes up must not drop the paths that everybody asks for. */
  matchCache: GenerationalCache<string, RouteMatch>;
}

export interface RouteMatch {
  readonly route: Routed;
  readonly params: Readonly<Record<string, string>>;
}

/** Per method. All players of a session ask for the same few URLs. */
const MAX_CACHED_MATCHES = 1000;
/** In characters; a longer path is matched at each request. */
const MAX_CACHED_PATH_LENGTH = 100;

/**
 * Finds the routes of requests that go straight to `dispatch`, whether the raw HTTP parser or Node's server has read
 * them. moleculer-web routes everything else (other operations, unusual paths) to the same `dispatch`.
 */
export class Router {
  readonly #byMethod = new Map<string, MethodRoutes>();

  constructor(routes: readonly Routed[]) {
    for (const route of routes.filter(({ operation }) => DIRECT_OPERATIONS.has(operation))) {
      const paramNames = [...route.path.matchAll(/:(\w+)/g)].map(([, name]) => name!);
      // Only names of files have dots.
      const pattern = route.path.replace(":file", "([\\w.-]+)").replace(/:\w+/g, "([\\w-]+)");
      const path = new RegExp(`^${pattern}$`);
      const empty = () => ({
        routes: [],
        matchCache: new GenerationalCache<string, RouteMatch>(MAX_CACHED_MATCHES),
      });
      this.#byMethod.getOrInsertComputed(route.method, empty).routes.push({ route, path, paramNames });
    }
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
