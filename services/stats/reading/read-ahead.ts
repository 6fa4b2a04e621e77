/**
 * What `read` answers for each item, in the items' order, with up to `most` readings under way or waiting to be
 * taken: while one is taken in the next ones are on their way. The first that fails ends it with its error.
 */
export async function* readAhead<Item, Result>(
  items: Iterable<Item>,
  most: number,
  read: (item: Item) => Promise<Result>,
): AsyncGenerator<Result, void> {
  const readings: Promise<Result>[] = [];
  for (const item of items) {
    const reading = read(item);
    // Whoever awaits it hears of a failure; where another one failed before it nobody will.
    reading.catch(() => {});
    readings.push(reading);
    if (readings.length === most) yield await readings.shift()!;
  }
  for (const reading of readings) yield await reading;
}
