/** Listeners by the name of what they wait for. One that throws does not break the others: its error goes to the console. */
export class Listeners<Names extends object> {
  readonly #byName = new Map<keyof Names, Set<(data: never, id: string) => void>>();

  /** @returns a function that removes the listener */
  on<N extends keyof Names>(name: N, listener: (data: Names[N], id: string) => void): () => void {
    const listeners = this.#byName.get(name) ?? new Set();
    // The same function may be added twice, and each is removed by itself.
    const own: typeof listener = (data, id) => listener(data, id);
    this.#byName.set(name, listeners.add(own));
    return () => listeners.delete(own);
  }

  has(name: keyof Names): boolean {
    return !!this.#byName.get(name)?.size;
  }

  emit<N extends keyof Names>(name: N, data: Names[N], id = ""): void {
    for (const listener of [...(this.#byName.get(name) ?? [])]) {
      try {
        listener(data as never, id);
      } catch (error) {
        console.error(error);
      }
    }
  }
}
