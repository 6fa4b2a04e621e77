/**
 * Rescores questions outside of the scheduler, so that a long run delays no other session. A question is never
 * rescored twice at the same time. A call during a run waits for one more run, because the key may have changed since
 * the current one began; all calls that wait share that run.
 */
export class RescoreQueue {
  readonly #rescore: (sessionNo: number, question: number) => Promise<void>;
  readonly #onError: (error: unknown) => void;
  readonly #running = new Map<string, Promise<void>>();
  readonly #next = new Map<string, Promise<void>>();

  /** @param onError is called with errors of runs that no caller waits for */
  constructor(
    rescore: (sessionNo: number, question: number) => Promise<void>,
    onError: (error: unknown) => void,
  ) {
    this.#rescore = rescore;
    this.#onError = onError;
  }

  /** Rescores a question's answers in a run that begins now or later. */
  run(sessionNo: number, question: number): Promise<void> {
    const name = `${sessionNo}/${question}`;
    const running = this.#running.get(name);
    if (!running) return this.#start(name, sessionNo, question);
    let next = this.#next.get(name);
    if (!next) {
      next = running
        .catch(() => {})
        .then(() => {
          this.#next.delete(name);
          return this.#start(name, sessionNo, question);
        });
      this.#next.set(name, next);
    }
    return next;
  }

  /** Starts a run in the background if there is none for this question. */
  startIfIdle(sessionNo: number, question: number): void {
    if (this.#running.has(`${sessionNo}/${question}`)) return;
    this.run(sessionNo, question).catch(this.#onError);
  }

  #start(name: string, sessionNo: number, question: number): Promise<void> {
    const running = this.#rescore(sessionNo, question).finally(() => this.#running.delete(name));
    this.#running.set(name, running);
    return running;
  }
}
