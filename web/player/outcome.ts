import type { Player } from "../../client/src/player.ts";
import type { PlayerAnswer } from "../../client/src/player-answer.ts";
import type { PlayerQuestion, Session } from "../../client/src/types.ts";

/** How a question went for the player, as far as they may know. */
export type Outcome =
  | "voided"
  | "right"
  | "wrong"
  | "poll"
  /** Answered, and the verdict is held back until the end. */
  | "recorded"
  /** Answered, and the verdict is on its way. */
  | "checking"
  | "noAnswer";

/** @param question without its kind if this page has never seen it */
export function outcomeOf(
  answer: PlayerAnswer | undefined,
  { no, kind }: Pick<PlayerQuestion, "no"> & Partial<Pick<PlayerQuestion, "kind">>,
  { settings, state, voided }: Pick<Session, "settings" | "state" | "voided">,
): Outcome {
  if (voided.includes(no)) return "voided";
  if (!answer || (answer.state === "refused" && !answer.standing)) return "noAnswer";
  const { verdict } = answer;
  if (verdict?.correct !== undefined) return verdict.correct ? "right" : "wrong";
  if (kind === "poll") return "poll";
  if (answer.isPending) return "checking";
  // A poll has points, and is neither right nor wrong.
  if (verdict?.points !== undefined) return "poll";
  return settings.feedback === "onEnd" && state !== "ended" ? "recorded" : "checking";
}

type Answers = Player["answers"];

/**
 * How many right answers in a row the player has up to a question. Polls and voided questions do not break the row; a
 * wrong or missing answer does.
 *
 * @param no the newest question whose result is known
 */
export function streakAt(no: number, answers: Answers, voided: readonly number[]): number {
  let streak = 0;
  for (let question = no; question > 0; question--) {
    if (voided.includes(question)) continue;
    const answer = answers.get(question);
    const verdict = answer?.state === "counted" ? answer.verdict : undefined;
    if (verdict?.correct) streak++;
    else if (verdict === undefined || verdict.correct === false || verdict.points === undefined)
      return streak;
  }
  return streak;
}

/**
 * Which part of the other players has fewer points, from the leaderboard's histogram: a place for everybody without a
 * request. Players in the same interval count half.
 *
 * @param scores `counts[i]` players have from `i` times `width` points on
 * @returns from 0 to 1; undefined if there are fewer than two players
 */
export function shareBehind(
  points: number,
  scores: { width: number; counts: readonly number[] },
): number | undefined {
  const { width, counts } = scores;
  const all = counts.reduce((sum, count) => sum + count, 0);
  if (all < 2) return undefined;
  const own = Math.min(counts.length - 1, Math.floor(points / width));
  const behind = counts.slice(0, own).reduce((sum, count) => sum + count, 0);
  const same = Math.max(0, (counts[own] ?? 0) - 1);
  return (behind + same / 2) / (all - 1);
}
