/**
 * Corrections whose scoring was broken off, taken up again beside the clock: a long one holds up no other
 * session, and none is taken up twice at the same time.
 */
export class TakeUps {
  readonly #rescore: (sessionNo: number, question: number) => Promise<unknown>;
  readonly #failed: (error: unknown) => void;
  readonly #underWay = new Map<string, Promise<unknown>>();

  constructor(
    rescore: (sessionNo: number, question: number) => Promise<unknown>,
    failed: (error: unknown) => void,
  ) {
    this.#rescore = rescore;
    this.#failed = failed;
  }

  /** Scores a question's answers anew, once at a time; whoever else asks meanwhile shares the outcome. */
  run(sessionNo: number, question: number): Promise<unknown> {
    const name = `${sessionNo}/${question}`;
    let running = this.#underWay.get(name);
    if (!running) {
      running = this.#rescore(sessionNo, question).finally(() => this.#underWay.delete(name));
      this.#underWay.set(name, running);
    }
    return running;
  }

  /** Starts one and waits for nothing. */
  start(sessionNo: number, question: number): void {
    this.run(sessionNo, question).catch(this.#failed);
  }
}
