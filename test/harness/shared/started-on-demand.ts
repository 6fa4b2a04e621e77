/** What a `StartedOnDemand` starts. */
export interface Stoppable {
  stop(): Promise<void>;
}

/**
 * Something that several users share. It starts with its first user. Without users it stops after a while, and starts
 * again for the next one.
 */
export class StartedOnDemand<T extends Stoppable> {
  readonly #start: () => Promise<T>;
  readonly #idleMs: number;
  #running: Promise<T> | undefined;
  #stopped: Promise<void> = Promise.resolve();
  #users = 0;
  #idle: NodeJS.Timeout | undefined;

  /** @param idleMs how long it waits for another user before it stops */
  constructor(start: () => Promise<T>, idleMs: number) {
    this.#start = start;
    this.#idleMs = idleMs;
  }

  /** For one more user, who must call `leave` later, also if it did not start. @throws what its start throws */
  use(): Promise<T> {
    this.#users++;
    clearTimeout(this.#idle);
    this.#running ??= this.#startAfterStop();
    return this.#running;
  }

  /** The next user tries a failed start again. */
  #startAfterStop(): Promise<T> {
    const running = this.#stopped.then(this.#start);
    running.catch(() => {
      if (this.#running === running) this.#running = undefined;
    });
    return running;
  }

  /** One user has gone. */
  leave(): void {
    this.#users--;
    if (this.#users === 0) this.#idle = setTimeout(() => this.stop(), this.#idleMs);
  }

  /** Resolves when nothing of it runs. */
  stop(): Promise<void> {
    clearTimeout(this.#idle);
    const running = this.#running;
    this.#running = undefined;
    if (running)
      this.#stopped = running.then(
        (it) => it.stop().catch((error) => console.error(error)),
        () => {},
      );
    return this.#stopped;
  }
}
