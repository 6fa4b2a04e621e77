import { z } from "zod";
import { count, ms, number, share, time } from "./common-schemas.ts";
import { keyAnswer } from "./quiz-schemas.ts";

/** Stats of questions, leaderboards, and what only the stream has of them. */

const asOf = time.describe("Up to when answers are counted");
const elapsedTimes = z
  .strictObject({
    mean: z.number().nullable(),
    p50: ms.nullable(),
    p90: ms.nullable(),
    p99: ms.nullable(),
  })
  .describe("How long players took, in ms; null without answers");
export const optionCount = {
  id: count,
  count,
  share: share.describe("Of all choices made: the shares of all options add up to 1"),
  ofPlayers: share
    .optional()
    .describe("Of all players who answered; only for questions with several choices (`multiple`)"),
};
/** Has `options` or `values`, as the question's kind has it; neither if the caller may not see them yet. */
export const questionStats = z.strictObject({
  question: number,
  attempts: count.describe("How many players have answered"),
  options: z.array(z.strictObject(optionCount)).optional(),
  values: z
    .array(z.strictObject({ value: z.union([z.number(), z.string()]), count: number }))
    .optional()
    .describe("The 20 most frequent values; of a long text the first 100 characters, then `…`"),
  elapsedMs: elapsedTimes.optional(),
  correct: z.array(count).optional().describe("Ids of the right options, if the caller may see the key"),
  answer: keyAnswer
    .optional()
    .describe("The key as in the quiz, for questions without options and for truefalse"),
  explanation: z.string().optional(),
  voided: z.literal(true).optional(),
  asOf,
  final: z.boolean().describe("Whether the question has closed and every stored answer is counted"),
});

export const place = z.strictObject({
  rank: number,
  playerNo: number,
  nickname: z.string(),
  points: count,
  elapsedMs: ms.describe("The player's right answers together"),
});
export const scores = z
  .strictObject({ width: number, counts: z.array(count) })
  .describe("A histogram: `counts[i]` players have from `i` times `width` points on");
export const leaderboard = z.strictObject({
  places: z.array(place),
  scores,
  players: count.describe("How many players are ranked"),
  asOf,
  final: z.boolean().describe("Whether the session has ended and every stored answer is counted"),
});

/** The event `joined`. */
export const arrivals = z.strictObject({
  players: z.array(z.strictObject({ playerNo: number, nickname: z.string() })).describe("The newest 50"),
  more: count.describe("How many others"),
});

/** The event `removed`. */
export const removal = z.strictObject({ playerNo: number, banned: z.literal(true).optional() });

/** A question's key, where the reader may see it. */
export const visibleKey = {
  correct: z.array(count).optional(),
  answer: keyAnswer.optional(),
  explanation: z.string().optional(),
};

/** The event `corrected`. */
export const correction = z.strictObject({ question: number, voided: z.boolean(), ...visibleKey });
