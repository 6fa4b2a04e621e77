import { SLICE_MS } from "./behaviour.ts";
import type { EventQueue } from "./event-queue.ts";

/** What runs jobs: a station with servers of its own, or a process that shares cores. */
export interface Cpu {
  readonly isUp: boolean;
  /** @param onFailed called if it crashes before the job is done, or immediately if it is down */
  add(serviceMs: number, onDone: () => void, onFailed?: () => void): void;
  /** All jobs fail. */
  crash(): void;
  restart(): void;
}

/** Cores that processes share: they get them in the order in which they ask. */
export class Cores {
  #free: number;
  #waiting: (() => void)[] = [];
  #head = 0;

  constructor(cores: number) {
    this.#free = cores;
  }

  get areAwaited(): boolean {
    return this.#head < this.#waiting.length;
  }

  /** @param run called when there is a core: now, or later */
  acquire(run: () => void): void {
    if (this.#free > 0) {
      this.#free--;
      run();
    } else this.#waiting.push(run);
  }

  /** Gives the core to the process that has waited longest. */
  release(): void {
    const next = this.#waiting[this.#head];
    if (!next) {
      this.#free++;
      return;
    }
    this.#head++;
    if (this.#head > 10_000 || !this.areAwaited) {
      this.#waiting = this.#waiting.slice(this.#head);
      this.#head = 0;
    }
    next();
  }
}

interface Job {
  serviceMs: number;
  onDone: () => void;
  onFailed: () => void;
}

/**
 * A process that runs one job at a time, first come, first served, on cores that it shares. It keeps a core until it has
 * no more jobs, or until its slice is over while others wait.
 */
export class SharingProcess implements Cpu {
  readonly #events: EventQueue;
  readonly #cores: Cores;
  #jobs: Job[] = [];
  #head = 0;
  #running: Job | undefined;
  /** Whether it has a core, or waits for one. */
  #isRunnable = false;
  #isUp = true;
  #sliceEndsAt = 0;

  constructor(events: EventQueue, cores: Cores) {
    this.#events = events;
    this.#cores = cores;
  }

  get isUp(): boolean {
    return this.#isUp;
  }

  add(serviceMs: number, onDone: () => void, onFailed: () => void = () => {}): void {
    if (!this.#isUp) {
      onFailed();
      return;
    }
    this.#jobs.push({ serviceMs, onDone, onFailed });
    if (!this.#isRunnable) this.#askForCore();
  }

  crash(): void {
    this.#isUp = false;
    const lost = [...(this.#running ? [this.#running] : []), ...this.#jobs.slice(this.#head)];
    this.#running = undefined;
    this.#jobs = [];
    this.#head = 0;
    for (const job of lost) job.onFailed();
  }

  restart(): void {
    this.#isUp = true;
  }

  #askForCore(): void {
    this.#isRunnable = true;
    this.#cores.acquire(() => {
      this.#sliceEndsAt = this.#events.now + SLICE_MS;
      this.#runNext();
    });
  }

  #runNext(): void {
    const job = this.#jobs[this.#head];
    if (!job) {
      this.#jobs = [];
      this.#head = 0;
      this.#isRunnable = false;
      this.#cores.release();
      return;
    }
    this.#head++;
    this.#running = job;
    this.#events.schedule(job.serviceMs, () => this.#finish(job));
  }

  /** A job whose process has crashed meanwhile has failed; its core is given back. */
  #finish(job: Job): void {
    if (this.#running === job) {
      this.#running = undefined;
      job.onDone();
    }
    if (this.#events.now >= this.#sliceEndsAt && this.#cores.areAwaited) {
      this.#cores.release();
      this.#askForCore();
    } else this.#runNext();
  }
}
