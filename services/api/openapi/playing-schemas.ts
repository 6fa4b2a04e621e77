import { z } from "zod";
import { answerTypes } from "../../../platform/domain/answer.ts";
import { count, ms, number, time } from "./common-schemas.ts";

/** Replies to players. */

export const serverTime = z.strictObject({ now: time.describe("The server's clock when this was made") });
export const joined = z.strictObject({
  token: z.string().describe("The player's bearer token, for this session only"),
  sessionId: z.string(),
  playerNo: number.describe("The player's number in the session, from 1"),
  nickname: z.string().describe("As it is shown: without invisible characters and spaces around it"),
  pin: z.string().describe("8 digits: with the code and `playerNo` the way back from any device"),
});
const points = count.describe("What the answer earns; only where `feedback` allows it");
const correct = z.boolean().describe("Only where `feedback` allows it, and not for polls");
const elapsedMs = ms.describe("From the question's opening to the answer's arrival at the gateway");
export const verdict = z.strictObject({
  status: z.enum(["accepted", "repeated"]),
  question: number,
  elapsedMs,
  points: points.optional(),
  correct: correct.optional(),
  statsTicket: z
    .string()
    .optional()
    .describe(
      "With `stats: afterAnswer`: `?ticket=` of the question's stats. The same for all who have answered it",
    ),
});
/** What was answered: one of the fields. */
export const answerFields = z
  .strictObject(Object.fromEntries(answerTypes.map(({ field, schema }) => [field, schema.optional()])))
  .describe("The field that answered the question: `choice`, `choices`, `value` or `text`");
/** The answer that counts, in the error about another one. */
export const standingAnswer = z
  .strictObject({ question: number, ...answerFields.shape })
  .describe("The answer that counts, as it was sent");
export const ownAnswers = z.array(
  z.strictObject({
    question: number,
    answer: answerFields,
    elapsedMs,
    points: points.optional(),
    correct: correct.optional(),
    statsTicket: z.string().optional(),
  }),
);
export const playerRank = z.strictObject({
  playerNo: number,
  nickname: z.string(),
  answered: count.describe("How many questions"),
  points: count,
  rank: number.nullable().describe("Null while players may not see a leaderboard"),
  players: count.describe("How many players are ranked"),
  asOf: time.describe("Up to when answers are counted"),
});
