/** The simulated time, and what is still to happen: a binary heap, on equal times first in, first out. */
export class EventQueue {
  now = 0;
  readonly #events: { at: number; order: number; happen: () => void }[] = [];
  #order = 0;

  /** Has something happen `after` units of time from now. */
  in(after: number, happen: () => void): void {
    const events = this.#events;
    const event = { at: this.now + after, order: this.#order++, happen };
    let index = events.push(event) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!isBefore(event, events[parent]!)) break;
      events[index] = events[parent]!;
      index = parent;
    }
    events[index] = event;
  }

  /** Lets all happen, in order of time, until nothing is left. */
  run(): void {
    for (let event = this.#pop(); event; event = this.#pop()) {
      this.now = event.at;
      event.happen();
    }
  }

  #pop() {
    const events = this.#events;
    const first = events[0];
    const last = events.pop();
    if (!first || !last || events.length === 0) return first;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= events.length) break;
      if (child + 1 < events.length && isBefore(events[child + 1]!, events[child]!)) child++;
      if (!isBefore(events[child]!, last)) break;
      events[index] = events[child]!;
      index = child;
    }
    events[index] = last;
    return first;
  }
}

function isBefore(one: { at: number; order: number }, other: { at: number; order: number }): boolean {
  return one.at < other.at || (one.at === other.at && one.order < other.order);
}
