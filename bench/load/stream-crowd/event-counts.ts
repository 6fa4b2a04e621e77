import type { EventCount } from "./plan.ts";

/** Counts events by name for each stream: two bytes per stream and name. */
export class EventCounts {
  readonly #capacity: number;
  readonly #byName = new Map<string, Uint16Array>();

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  add(stream: number, name: string): void {
    let counts = this.#byName.get(name);
    if (!counts) {
      counts = new Uint16Array(this.#capacity);
      this.#byName.set(name, counts);
    }
    counts[stream]!++;
  }

  reset(): void {
    this.#byName.clear();
  }

  /** @param streams how many streams there are; those that got none of an event count as 0 */
  summary(streams: number): Record<string, EventCount> {
    return Object.fromEntries([...this.#byName].map(([name, counts]) => [name, summaryOf(counts, streams)]));
  }
}

function summaryOf(counts: Uint16Array, streams: number): EventCount {
  let [total, least, most] = [0, Number.POSITIVE_INFINITY, 0];
  for (let stream = 0; stream < streams; stream++) {
    const count = counts[stream]!;
    total += count;
    if (count < least) least = count;
    if (count > most) most = count;
  }
  return { total, least: streams === 0 ? 0 : least, most };
}

/** The counts of several processes together. */
export function mergeCounts(parts: readonly Record<string, EventCount>[]): Record<string, EventCount> {
  const names = new Set(parts.flatMap((part) => Object.keys(part)));
  return Object.fromEntries(
    [...names].map((name) => {
      const counts = parts.map((part) => part[name] ?? { total: 0, least: 0, most: 0 });
      return [
        name,
        {
          total: counts.reduce((sum, { total }) => sum + total, 0),
          least: Math.min(...counts.map(({ least }) => least)),
          most: Math.max(...counts.map(({ most }) => most)),
        },
      ];
    }),
  );
}
