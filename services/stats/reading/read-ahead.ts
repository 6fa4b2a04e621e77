/**
 * Yields the result of `read` for each item, in the order of the items. Up to `maxPending` reads are running or
 * waiting to be consumed, so the next reads run while the caller handles a result. The first error ends the iteration.
 */
export async function* readAhead<Item, Result>(
  items: Iterable<Item>,
  maxPending: number,
  read: (item: Item) => Promise<Result>,
): AsyncGenerator<Result, void> {
  const pending: Promise<Result>[] = [];
  for (const item of items) {
    const result = read(item);
    // An error is thrown where the result is awaited. After an earlier error nobody awaits it, and it must not count
    // as unhandled.
    result.catch(() => {});
    pending.push(result);
    if (pending.length === maxPending) yield await pending.shift()!;
  }
  for (const reading of pending) yield await reading;
}
