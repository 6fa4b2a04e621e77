/** How often a cache was read since the process began, by outcome. */
export class HitCounter {
  hits = 0;
  misses = 0;

  /** Counts a value that was in the cache, and returns it. */
  hit<Value>(value: Value): Value {
    this.hits++;
    return value;
  }

  /** Counts a value that was not in the cache, and returns what is used instead. */
  miss<Value>(value: Value): Value {
    this.misses++;
    return value;
  }
}
