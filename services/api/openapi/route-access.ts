import type { Route } from "../routing/route.ts";
import type { SecurityScheme } from "./about.ts";

/** Whether a route takes a token, although none is needed: it then shows what its owner may see. */
export function isSessionPublic({ access, path }: Route): boolean {
  return access === "anyone" && path.startsWith("/api/sessions/");
}

/** The tokens that a route takes; an empty requirement: none is needed. */
export function securityOf(route: Route): Partial<Record<SecurityScheme, string[]>>[] {
  if (route.access === "host") return [{ host: [] }];
  if (route.takesPlayerToken) return [{}, { player: [] }];
  if (route.access === "player") return [{ player: [] }];
  return isSessionPublic(route) ? [{}, { player: [] }, { screen: [] }, { host: [] }] : [];
}
