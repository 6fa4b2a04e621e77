import type { PlayerAnswer } from "../../../client/src/player-answer.ts";

/** How far a question of pace `self` is for the player. */
export type QuestionState =
  | "open"
  | "sending"
  | "kept"
  | "counted"
  | "refused"
  | "right"
  | "wrong"
  | "voided";

export function questionStateOf(answer: PlayerAnswer | undefined, isVoided: boolean): QuestionState {
  if (isVoided) return "voided";
  if (!answer) return "open";
  if (answer.state === "refused") return answer.standing ? "counted" : "refused";
  const correct = answer.verdict?.correct;
  if (answer.state !== "counted" || correct === undefined) return answer.state;
  return correct ? "right" : "wrong";
}

/** Whether the player can still do something about it. */
export const isToDo = (state: QuestionState): boolean => state === "open" || state === "refused";

/**
 * The next question that is to be answered, after this one and then from the start.
 *
 * @param states by index, from 0; @param index where one is
 * @returns an index; undefined if there is none but this one
 */
export function nextToDo(states: readonly QuestionState[], index: number): number | undefined {
  for (let step = 1; step < states.length; step++) {
    const next = (index + step) % states.length;
    if (isToDo(states[next]!)) return next;
  }
  return undefined;
}
