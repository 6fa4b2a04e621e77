import { INTERNAL_MIDDLEWARES, type Middleware } from "moleculer";
import { leaveOutSilent } from "./node-circuit-breaker.ts";

/**
 * Moleculer's own middlewares, from the inside out, with three changes:
 *
 * - The time-out lies within what tracks calls. In Moleculer's order it lies outside: a call to which no reply comes
 *   stays tracked for as long as the process lives, with all that was sent, and a stop waits for it in vain.
 * - In the place of its circuit breaker, which for the same reason never hears of a time-out, stands ours.
 * - Without its metrics of every call, which nobody here reads: they look up some ten labelled values a call, and keep
 *   each call's time for a minute, all of which a scrape sorts.
 */
export function aroundCalls(silent: Middleware = leaveOutSilent()): (string | Middleware)[] {
  return INTERNAL_MIDDLEWARES.flatMap((name: string): (string | Middleware)[] => {
    if (name === "ContextTracker") return ["Timeout", name];
    if (name === "CircuitBreaker") return [silent];
    return name === "Timeout" || name === "Metrics" ? [] : [name];
  });
}
