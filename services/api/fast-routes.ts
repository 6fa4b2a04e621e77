import type { Route } from "./route.ts";

/** The operations that carry nearly all of the load. */
const FAST = new Set([
  "answer",
  "getLeaderboard",
  "getMe",
  "getSession",
  "getSessionQuiz",
  "getStats",
  "streamEvents",
  "join",
]);

interface FastRoute {
  route: Route;
  /** Paths that need no decoding: what is written in any other way goes the ordinary way. */
  path: RegExp;
  names: string[];
}

export interface Found {
  route: Route;
  params: Record<string, string>;
}

/**
 * The routes on which a request is taken straight to `dispatch`, from a connection's bytes or from Node's server.
 * What is not found here (any other method or path, and whatever is odd about a path) goes through moleculer-web,
 * to the same `dispatch`.
 */
export class FastRoutes {
  readonly #byMethod = new Map<string, FastRoute[]>();

  constructor(routes: readonly Route[]) {
    for (const route of routes.filter(({ operation }) => FAST.has(operation))) {
      const names = [...route.path.matchAll(/:(\w+)/g)].map(([, name]) => name!);
      const path = new RegExp(`^${route.path.replace(/:\w+/g, "([\\w-]+)")}$`);
      const among = this.#byMethod.get(route.method) ?? [];
      this.#byMethod.set(route.method, [...among, { route, path, names }]);
    }
  }

  find(method: string, url: string): Found | undefined {
    const candidates = this.#byMethod.get(method);
    if (!candidates) return undefined;
    const at = url.indexOf("?");
    const path = at === -1 ? url : url.slice(0, at);
    for (const { route, path: pattern, names } of candidates) {
      const match = pattern.exec(path);
      if (!match) continue;
      const params: Record<string, string> = {};
      for (let index = 0; index < names.length; index++) params[names[index]!] = match[index + 1]!;
      return { route, params };
    }
    return undefined;
  }
}
