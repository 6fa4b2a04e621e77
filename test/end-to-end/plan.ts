import type { Answer, Question } from "../harness/contract.ts";
import type { Player } from "../harness/player.ts";
import type { Random } from "../harness/random.ts";
import { anotherAnswer, randomAnswer, sameAgain } from "./answering.ts";
import { type Malformed, malformedBodies } from "./malformed.ts";

/** What one player will do with one question; decided beforehand, so that the seed alone decides. */
export interface Plan {
  player: Player;
  no: number;
  /** When to answer, in ms after the opening; undefined for a player who lets it pass. */
  delayMs: number | undefined;
  answer: Answer;
  early: boolean;
  malformed: Malformed | undefined;
  /** Sent at the same instant as the answer. */
  beside: Answer[];
  /** Sent in turn, once the answer has its verdict. */
  after: Answer[];
  late: Answer | undefined;
}

export interface Behaviour {
  /** The longest wait before an answer, in ms. */
  maxDelayMs: number;
  /** Whether those who answered try again after the close. */
  tryAgainLate: boolean;
}

/** Draws a plan for every player. */
export function plansFor(
  random: Random,
  players: readonly Player[],
  no: number,
  question: Question,
  habits: Behaviour,
): Plan[] {
  const bodies = malformedBodies(no, question);
  return players.map((player, index) => {
    const answer = randomAnswer(random, question);
    const answers = random.chance(0.9);
    const other = anotherAnswer(random, question, answer);
    const again = sameAgain(random, answer);
    const lateAnswer = random.pick([again, other]);
    const late = random.chance(answers ? 0.06 : 0.4) && (habits.tryAgainLate || !answers);
    return {
      player,
      no,
      delayMs: answers ? random.between(0, habits.maxDelayMs) : undefined,
      answer,
      early: random.chance(0.04),
      malformed: random.chance(0.15) ? bodies[(index + no) % bodies.length] : undefined,
      beside: random.chance(0.06) ? [answer] : random.chance(0.06) ? [other] : [],
      after: random.chance(0.08) ? [again] : random.chance(0.08) ? [other, again] : [],
      late: late ? lateAnswer : undefined,
    };
  });
}
