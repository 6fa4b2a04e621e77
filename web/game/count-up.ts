import { useEffect, useState } from "preact/hooks";
import { calm } from "./motion.ts";

/**
 * A number that counts up from `from` to `to`, once.
 *
 * @param delayMs how long it stays at `from` before
 */
export function useCountUp(from: number, to: number, delayMs: number, takesMs: number): number {
  const [shown, setShown] = useState(from);
  useEffect(() => {
    if (from === to || calm()) return setShown(to);
    let frame = 0;
    const start = performance.now() + delayMs;
    const step = (now: number) => {
      const part = Math.min(1, Math.max(0, (now - start) / takesMs));
      setShown(Math.round(from + (to - from) * (1 - (1 - part) ** 3)));
      if (part < 1) frame = requestAnimationFrame(step);
    };
    frame = requestAnimationFrame(step);
    return () => cancelAnimationFrame(frame);
  }, [from, to, delayMs, takesMs]);
  return shown;
}
