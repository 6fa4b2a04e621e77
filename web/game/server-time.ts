import { type ReadonlySignal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { ServerClock } from "../../client/src/clock.ts";

/**
 * The server's time, in epoch ms, as a signal that is renewed while the component is there.
 *
 * @param everyMs how often
 */
export function useServerTime(clock: Pick<ServerClock, "now">, everyMs = 100): ReadonlySignal<number> {
  const time = useSignal(clock.now());
  useEffect(() => {
    const timer = setInterval(() => {
      time.value = clock.now();
    }, everyMs);
    return () => clearInterval(timer);
  }, [clock, everyMs]);
  return time;
}
