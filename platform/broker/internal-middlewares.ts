import { INTERNAL_MIDDLEWARES, type Middleware } from "moleculer";
import { nodeCircuitBreaker } from "./node-circuit-breaker.ts";
import { retryElsewhere } from "./retry-elsewhere.ts";

/**
 * Moleculer's internal middlewares, from the inside out, with four changes:
 *
 * - The timeout is inside the tracking of calls. In Moleculer's order it is outside: a call without a reply stays
 *   tracked, with all its params, as long as the process lives, and a stop waits for it until its own timeout.
 * - Our circuit breaker replaces Moleculer's, which for the same reason never learns of a timeout.
 * - Our retry replaces Moleculer's, which may send a call to the same node again.
 * - There are no metrics of every call, because nobody reads them. They look up some ten labelled values per call, and
 *   keep each call's time for a minute, all of which a scrape sorts.
 */
export function internalMiddlewares(
  circuitBreaker: Middleware = nodeCircuitBreaker(),
): (string | Middleware)[] {
  return INTERNAL_MIDDLEWARES.flatMap((name: string): (string | Middleware)[] => {
    if (name === "ContextTracker") return ["Timeout", name];
    if (name === "CircuitBreaker") return [circuitBreaker];
    if (name === "Retry") return [retryElsewhere()];
    return name === "Timeout" || name === "Metrics" ? [] : [name];
  });
}
