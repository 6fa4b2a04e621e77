import type { Answer, Question } from "../harness/contract.ts";
import type { Player } from "../harness/player.ts";
import type { Random } from "../harness/random.ts";
import { type MalformedBody, malformedBodies } from "./malformed-answers.ts";
import { differentAnswer, equivalentAnswer, randomAnswer } from "./random-answers.ts";

/** What one player will do with one question. It is drawn in advance, so that it depends on the seed alone. */
export interface PlayerPlan {
  player: Player;
  no: number;
  /** When to answer, in ms after the opening; undefined for a player who does not answer. */
  delayMs: number | undefined;
  answer: Answer;
  /** Whether the answer is also sent before the question opens. */
  answersEarly: boolean;
  malformed: MalformedBody | undefined;
  /** Sent at the same time as the answer. */
  simultaneous: Answer[];
  /** Sent one after another, after the verdict on the answer. */
  followUps: Answer[];
  /** Sent after the close and the grace. */
  lateAnswer: Answer | undefined;
}

export interface Behaviour {
  /** The longest delay before an answer, in ms. */
  maxDelayMs: number;
  /** Whether players who have answered may answer again after the close. */
  retriesAfterClose: boolean;
  /** Whether nobody leaves the question out. */
  everyoneAnswers?: boolean;
}

/** Draws a plan for every player. */
export function drawPlans(
  random: Random,
  players: readonly Player[],
  no: number,
  question: Question,
  behaviour: Behaviour,
): PlayerPlan[] {
  const bodies = malformedBodies(no, question);
  return players.map((player, index) => {
    const answer = randomAnswer(random, question);
    const answers = random.chance(0.9) || behaviour.everyoneAnswers === true;
    const other = differentAnswer(random, question, answer);
    const same = equivalentAnswer(random, answer);
    const late = random.pick([same, other]);
    const isLate = random.chance(answers ? 0.06 : 0.4) && (behaviour.retriesAfterClose || !answers);
    return {
      player,
      no,
      delayMs: answers ? random.number(0, behaviour.maxDelayMs) : undefined,
      answer,
      answersEarly: random.chance(0.04),
      malformed: random.chance(0.15) ? bodies[(index + no) % bodies.length] : undefined,
      simultaneous: random.chance(0.06) ? [answer] : random.chance(0.06) ? [other] : [],
      followUps: random.chance(0.08) ? [same] : random.chance(0.08) ? [other, same] : [],
      lateAnswer: isLate ? late : undefined,
    };
  });
}
