/** The simulated time and the future events: a binary heap. Events at the same time run in the order of scheduling. */
export class EventQueue {
  now = 0;
  readonly #events: { at: number; order: number; run: () => void }[] = [];
  #order = 0;

  /** Schedules an event after a delay, in units of simulated time. */
  schedule(delay: number, run: () => void): void {
    const events = this.#events;
    const event = { at: this.now + delay, order: this.#order++, run };
    let index = events.push(event) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!isBefore(event, events[parent]!)) break;
      events[index] = events[parent]!;
      index = parent;
    }
    events[index] = event;
  }

  /** Runs all events in order of time. */
  run(): void {
    for (let event = this.#pop(); event; event = this.#pop()) {
      this.now = event.at;
      event.run();
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
