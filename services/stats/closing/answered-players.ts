/** Who has answered one question: a part of its column on the board. */
export interface QuestionAnswers {
  /** At the player's number; 0: no answer. */
  grades: Uint16Array;
  /** How many answers there are. */
  attempts: number;
}

export const NO_ANSWERS: QuestionAnswers = { grades: new Uint16Array(), attempts: 0 };

/** Who has answered the open question and the one before it, as the board has it at one moment. */
export class AnsweredPlayers {
  readonly #current: Uint16Array;
  readonly #before: Uint16Array;
  readonly #attempts: number;
  readonly #removed: ReadonlySet<number>;

  /**
   * @param current the answers to the open question
   * @param before those to the question before
   * @param removed the numbers of the removed players; their answers may still be on the board
   */
  constructor(current: QuestionAnswers, before: QuestionAnswers, removed: readonly number[]) {
    this.#current = current.grades;
    this.#before = before.grades;
    this.#attempts = current.attempts;
    this.#removed = new Set(removed);
  }

  /** Whether a player who was not removed has answered the open question. */
  get hasAnswers(): boolean {
    if (this.#attempts === 0) return false;
    return this.#attempts > [...this.#removed].filter((player) => this.#hasAnswered(player)).length;
  }

  /** Whether the open question waits for this player's answer, if the player is in. */
  isAwaited = (player: number): boolean => !this.#hasAnswered(player) && !this.#removed.has(player);

  /** Whether a player answered the question before, but not yet the open one. */
  isOwing = (player: number): boolean =>
    player < this.#before.length && this.#before[player] !== 0 && this.isAwaited(player);

  /**
   * A player who answered the question before, but not yet the open one; null if there is none. The search begins at a
   * random player. If there is none, which is so about once per question, a million players take 2 ms.
   *
   * @param random a number from 0 to 1, without 1
   */
  findOwing(random: number): number | null {
    const before = this.#before;
    const start = Math.floor(random * before.length);
    return this.#findOwing(start, before.length) ?? this.#findOwing(0, start);
  }

  #findOwing(from: number, to: number): number | null {
    const before = this.#before;
    const current = this.#current;
    for (let player = from; player < to; player++) {
      if (before[player] === 0 || (current[player] ?? 0) !== 0) continue;
      if (!this.#removed.has(player)) return player;
    }
    return null;
  }

  #hasAnswered(player: number): boolean {
    return player < this.#current.length && this.#current[player] !== 0;
  }
}
