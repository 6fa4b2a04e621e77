/**
 * Waits for a promise, but not longer than `timeoutMs`. A later result of the promise is ignored, also an error.
 *
 * @param onTimeout what is returned after `timeoutMs`; it may throw
 */
export async function within<Result, Fallback>(
  promise: Promise<Result>,
  timeoutMs: number,
  onTimeout: () => Fallback,
): Promise<Result | Fallback> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<typeof timedOut>((resolve) => {
    timer = setTimeout(resolve, timeoutMs, timedOut);
  });
  try {
    const result = await Promise.race([promise, timeout]);
    return result === timedOut ? onTimeout() : (result as Result);
  } finally {
    clearTimeout(timer);
  }
}

const timedOut = Symbol("timed out");
