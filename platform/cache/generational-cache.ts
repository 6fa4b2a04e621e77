/**
 * Keeps what was lately used, of so many keys: an entry in a map each, in two generations, of which the older is
 * dropped whole. What is looked up lives on with the younger.
 */
export class Generations<Key, Value> {
  readonly #most: number;
  #young = new Map<Key, Value>();
  #old = new Map<Key, Value>();

  /** @param most keys of one generation */
  constructor(most: number) {
    this.#most = most;
  }

  get(key: Key): Value | undefined {
    const young = this.#young.get(key);
    if (young !== undefined) return young;
    const old = this.#old.get(key);
    if (old !== undefined) this.set(key, old);
    return old;
  }

  set(key: Key, value: Value): void {
    if (this.#young.size >= this.#most) this.turn();
    this.#young.set(key, value);
  }

  /** What was not used since the last turn is forgotten. */
  turn(): void {
    this.#old = this.#young;
    this.#young = new Map();
  }
}
