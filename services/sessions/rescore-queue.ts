/**
 * Scores questions anew, beside the clock: a long one holds up no other session, and no question is scored
 * twice at the same time. Who asks while one is under way waits for a next one, for the key may have changed
 * since that began; all who wait share it.
 */
export class TakeUps {
  readonly #rescore: (sessionNo: number, question: number) => Promise<void>;
  readonly #failed: (error: unknown) => void;
  readonly #underWay = new Map<string, Promise<void>>();
  readonly #next = new Map<string, Promise<void>>();

  /** @param failed told of a failure that nobody waits for */
  constructor(
    rescore: (sessionNo: number, question: number) => Promise<void>,
    failed: (error: unknown) => void,
  ) {
    this.#rescore = rescore;
    this.#failed = failed;
  }

  /** Scores a question's answers anew, from now on. */
  run(sessionNo: number, question: number): Promise<void> {
    const name = `${sessionNo}/${question}`;
    const underWay = this.#underWay.get(name);
    if (!underWay) return this.#begin(name, sessionNo, question);
    let next = this.#next.get(name);
    if (!next) {
      next = underWay
        .catch(() => {})
        .then(() => {
          this.#next.delete(name);
          return this.#begin(name, sessionNo, question);
        });
      this.#next.set(name, next);
    }
    return next;
  }

  /** Starts one where none is under way, and waits for nothing. */
  start(sessionNo: number, question: number): void {
    if (this.#underWay.has(`${sessionNo}/${question}`)) return;
    this.run(sessionNo, question).catch(this.#failed);
  }

  #begin(name: string, sessionNo: number, question: number): Promise<void> {
    const running = this.#rescore(sessionNo, question).finally(() => this.#underWay.delete(name));
    this.#underWay.set(name, running);
    return running;
  }
}
