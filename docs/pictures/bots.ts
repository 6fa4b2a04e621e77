import { joinSession, type Player } from "../../client/src/player.ts";
import type { AnswerFields, PlayerQuestion } from "../../client/src/types.ts";
import { NAMES } from "./quiz.ts";

/** What each question's bots answer: the better the bot, the more often the first one. Questions from 1. */
const ANSWERS: readonly (readonly AnswerFields[])[] = [
  [{ choice: 1 }, { choice: 0 }, { choice: 2 }, { choice: 3 }],
  [{ choice: 1 }, { choice: 0 }],
  [{ choices: [0, 2] }, { choices: [0] }, { choices: [0, 1] }, { choices: [1, 2] }],
  [{ value: 11 }, { value: 10 }, { value: 6 }, { value: 4 }],
  [{ choice: 2 }, { choice: 1 }, { choice: 0 }],
];
/** How many in ten bots are right, by question. */
const RIGHT_IN_TEN = [8, 9, 5, 4, 3];

/** Players who answer the same at each run, so that the pictures do not change without a reason. */
export class Bots {
  readonly #players: Player[] = [];

  async join(baseUrl: string, code: string): Promise<void> {
    for (const nickname of NAMES) this.#players.push(await joinSession({ baseUrl, code, nickname }));
  }

  /** All of them answer, but those of a share from the end. @param part from 0 to 1 */
  async answer({ no }: Pick<PlayerQuestion, "no">, part = 1): Promise<void> {
    const answers = ANSWERS[no - 1]!;
    const right = RIGHT_IN_TEN[no - 1]!;
    const count = Math.floor(this.#players.length * part);
    for (const [index, player] of this.#players.slice(0, count).entries()) {
      if (player.answers.has(no)) continue;
      // From 0 to 9: most of it is what the bot knows, the rest depends on the question.
      const place = 0.75 * ((index * 7) % 10) + 0.25 * ((index * 3 + no * 5) % 10);
      const skill = (index + no) % 10;
      const isRight = place < right;
      await player.answer(no, isRight ? answers[0]! : answers[1 + (skill % (answers.length - 1))]!).settled;
    }
  }

  leave(): void {
    for (const player of this.#players) player.close();
  }
}
