import { copyOf } from "../../../platform/cache/detach-string.ts";
import { Generations } from "../../../platform/cache/generational-cache.ts";
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

/** The routes of one method, and those of them that addresses were found to lead to. */
interface OfMethod {
  routes: FastRoute[];
  kept: Generations<string, Found>;
}

export interface Found {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

/** Addresses whose route is kept: a session has few that all of its players ask for. */
const MOST_KEPT = 1000;
/** A longer address is looked up each time, in letters. */
const LONGEST_KEPT = 100;

/**
 * The routes on which a request is taken straight to `dispatch`, from a connection's bytes or from Node's server.
 * What is not found here (any other method or path, and whatever is odd about a path) goes through moleculer-web,
 * to the same `dispatch`.
 */
export class FastRoutes {
  readonly #byMethod = new Map<string, OfMethod>();

  constructor(routes: readonly Route[]) {
    for (const route of routes.filter(({ operation }) => FAST.has(operation))) {
      const names = [...route.path.matchAll(/:(\w+)/g)].map(([, name]) => name!);
      const path = new RegExp(`^${route.path.replace(/:\w+/g, "([\\w-]+)")}$`);
      const empty = () => ({ routes: [], kept: new Generations<string, Found>(MOST_KEPT) });
      this.#byMethod.getOrInsertComputed(route.method, empty).routes.push({ route, path, names });
    }
  }

  find(method: string, url: string): Found | undefined {
    const ofMethod = this.#byMethod.get(method);
    if (!ofMethod) return undefined;
    const known = ofMethod.kept.get(url);
    if (known) return known;
    const found = lookUp(ofMethod.routes, url);
    if (found && url.length <= LONGEST_KEPT) ofMethod.kept.set(copyOf(url), found);
    return found;
  }
}

function lookUp(routes: readonly FastRoute[], url: string): Found | undefined {
  const at = url.indexOf("?");
  const path = at === -1 ? url : url.slice(0, at);
  for (const { route, path: pattern, names } of routes) {
    const match = pattern.exec(path);
    if (!match) continue;
    const params: Record<string, string> = {};
    for (let index = 0; index < names.length; index++) params[names[index]!] = copyOf(match[index + 1]!);
    return { route, params };
  }
  return undefined;
}
