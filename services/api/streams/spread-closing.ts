const TICK_MS = 50;

/**
 * Does something with each of many things, evenly over some time.
 *
 * @param overMs 0: all at once, before this returns
 * @returns resolves when it was done with all
 */
export function spreadOver<T>(things: readonly T[], overMs: number, act: (thing: T) => void): Promise<void> {
  let done = 0;
  const actUntil = (count: number) => {
    for (; done < count; done++) act(things[done]!);
  };
  if (overMs < TICK_MS) {
    actUntil(things.length);
    return Promise.resolve();
  }
  const startedAt = performance.now();
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      const share = Math.min(1, (performance.now() - startedAt) / overMs);
      actUntil(Math.floor(share * things.length));
      if (share < 1) return;
      clearInterval(timer);
      resolve();
    }, TICK_MS);
  });
}
