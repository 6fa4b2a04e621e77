import type { AnswerFields, PlayerQuestion, Session, StreamPayloads, Verdict } from "./types.ts";

/** Faster answers count as this fast, in ms. */
const HEAD_START_MS = 500;

type Key = Pick<StreamPayloads["closed"], "correct" | "answer">;

/**
 * What an answer earned, from the key that a `closed` or `corrected` event has: so that a million players need not ask
 * the server at each close. It is what the server computes (api.md, "Sessions": `speed` and `flat`).
 *
 * @param answer one that counts
 * @param elapsedMs as in its verdict
 * @returns undefined if only the server can tell: typed texts are compared there
 */
export function ownScore(
  answer: AnswerFields,
  { correct: ids, answer: key }: Key,
  elapsedMs: number,
  { kind, points, timeLimitMs }: PlayerQuestion,
  { scoring }: Session["settings"],
): Pick<Verdict, "points" | "correct"> | undefined {
  if (kind === "poll") return { points: 0 };
  const correct = isCorrect(answer, ids, key);
  if (correct === undefined) return undefined;
  if (!correct || scoring === "none") return { points: 0, correct };
  const counted =
    scoring === "flat" || timeLimitMs === null || elapsedMs < HEAD_START_MS
      ? 0
      : Math.min(elapsedMs, timeLimitMs) / timeLimitMs;
  return { points: Math.round(points * (1 - counted / 2)), correct };
}

/** Whether a typed number is right. Decimal fractions have no exact binary form: 0.3 is within 0.1 of 0.2. */
export function isWithin(typed: number, right: number, tolerance: number): boolean {
  const slack = tolerance && 4 * Number.EPSILON * Math.max(Math.abs(typed), Math.abs(right), tolerance);
  return Math.abs(typed - right) <= tolerance + slack;
}

/** `choices` are right only if they are exactly the correct ones. */
function isCorrect(
  { choice, choices, value }: AnswerFields,
  ids: readonly number[] | undefined,
  key: unknown,
): boolean | undefined {
  if (ids && choice !== undefined) return ids.includes(choice);
  if (ids && choices) return choices.length === ids.length && choices.every((id) => ids.includes(id));
  const { value: right, tolerance = 0 } = (key ?? {}) as { value?: number; tolerance?: number };
  if (value !== undefined && right !== undefined) return isWithin(value, right, tolerance);
  return undefined;
}
