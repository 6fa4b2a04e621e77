import type { Cpu } from "./cores.ts";
import type { EventQueue } from "./event-queue.ts";

interface Job {
  serviceMs: number;
  onDone: () => void;
  onFailed: () => void;
}

/** A first-come, first-served queue with one or more servers. It may crash and restart. */
export class Station implements Cpu {
  readonly #events: EventQueue;
  readonly #servers: number;
  readonly #waiting: Job[] = [];
  readonly #inService = new Set<Job>();
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
    return this.#waiting.length - this.#head + this.#inService.size;
  }

  /** @param onFailed called if the station crashes before the job is done, or immediately if it is down */
  add(serviceMs: number, onDone: () => void, onFailed: () => void = () => {}): void {
    if (!this.#isUp) {
      onFailed();
      return;
    }
    this.#waiting.push({ serviceMs, onDone, onFailed });
    this.#serve();
  }

  /** All jobs fail. */
  crash(): void {
    this.#isUp = false;
    const lost = [...this.#inService, ...this.#waiting.splice(0).slice(this.#head)];
    this.#inService.clear();
    this.#head = 0;
    for (const job of lost) job.onFailed();
  }

  restart(): void {
    this.#isUp = true;
  }

  #serve(): void {
    while (this.#inService.size < this.#servers && this.#head < this.#waiting.length) {
      const job = this.#waiting[this.#head++]!;
      if (this.#head > 10_000) {
        this.#waiting.splice(0, this.#head);
        this.#head = 0;
      }
      this.#inService.add(job);
      this.#events.schedule(job.serviceMs, () => {
        if (!this.#inService.delete(job)) return;
        job.onDone();
        this.#serve();
      });
    }
  }
}
