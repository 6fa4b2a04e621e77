import type { EventQueue } from "./event-queue.ts";

interface Job {
  service: number;
  done: () => void;
  failed: () => void;
}

/** A queue with one or more servers, first come first served, which may die and come back. */
export class Station {
  readonly #events: EventQueue;
  readonly #servers: number;
  readonly #waiting: Job[] = [];
  readonly #served = new Set<Job>();
  #head = 0;
  #isUp = true;

  constructor(events: EventQueue, servers = 1) {
    this.#events = events;
    this.#servers = servers;
  }

  get isUp(): boolean {
    return this.#isUp;
  }

  get length(): number {
    return this.#waiting.length - this.#head + this.#served.size;
  }

  /** @param failed called where the station dies before the job is done, at once where it is down */
  add(service: number, done: () => void, failed: () => void = () => {}): void {
    if (!this.#isUp) {
      failed();
      return;
    }
    this.#waiting.push({ service, done, failed });
    this.#serve();
  }

  /** All that waits or is served fails. */
  die(): void {
    this.#isUp = false;
    const lost = [...this.#served, ...this.#waiting.splice(0).slice(this.#head)];
    this.#served.clear();
    this.#head = 0;
    for (const job of lost) job.failed();
  }

  comeBack(): void {
    this.#isUp = true;
  }

  #serve(): void {
    while (this.#served.size < this.#servers && this.#head < this.#waiting.length) {
      const job = this.#waiting[this.#head++]!;
      if (this.#head > 10_000) {
        this.#waiting.splice(0, this.#head);
        this.#head = 0;
      }
      this.#served.add(job);
      this.#events.in(job.service, () => {
        if (!this.#served.delete(job)) return;
        job.done();
        this.#serve();
      });
    }
  }
}
