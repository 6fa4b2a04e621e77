import { z } from "zod";
import { outcomeCounts } from "../../../platform/domain/answer-outcomes.ts";
import { correlation, count, ms, number, share, time } from "./common-schemas.ts";
import { answerFields } from "./playing-schemas.ts";
import { keyAnswer } from "./quiz-schemas.ts";
import { hostedSession } from "./session-schemas.ts";
import { optionCount, place, questionStats, scores } from "./stats-schemas.ts";

/** What a host gets afterwards. */

const key = z.strictObject({ correct: z.array(count).optional(), answer: keyAnswer.optional() });
export const report = z.strictObject({
  session: hostedSession,
  players: count,
  questions: z.array(
    z.strictObject({
      no: number,
      text: z.string(),
      stats: questionStats,
      facility: share.nullable().describe("The share of right answers among attempts"),
      discrimination: correlation.describe(
        "The point-biserial correlation of right or wrong with the player's points on the other questions",
      ),
      options: z.array(
        z.strictObject({
          ...optionCount,
          meanRest: z
            .number()
            .nullable()
            .describe("The mean of the points on the other questions of those who chose it"),
          discrimination: correlation,
        }),
      ),
      voided: z.boolean(),
    }),
  ),
  reliability: z
    .number()
    .nullable()
    .describe("Cronbach's alpha over right or wrong (KR-20); null if undefined"),
  scores,
  asOf: time,
  history: z
    .array(
      z.strictObject({
        kind: z.enum(["void", "key"]),
        question: number,
        reason: z.string(),
        from: key.optional(),
        to: key.optional(),
        at: time,
      }),
    )
    .describe("Every correction, in order of time"),
  places: z.array(place).describe("All players"),
});

export const responses = z.strictObject({
  responses: z.array(
    z.strictObject({
      playerNo: number,
      nickname: z.string(),
      question: number,
      answer: answerFields,
      correct: z.boolean().optional().describe("Not for polls"),
      points: count.describe("0 for a voided question"),
      elapsedMs: ms,
      receivedAt: time,
    }),
  ),
});

const { accepted, repeated, changed, early, late, invalid, putOff } = outcomeCounts;
const auditLine = {
  received: count.describe("Requests: the sum of all outcomes"),
  accepted: accepted.describe("Stored, and acknowledged with 201"),
  repeated: repeated.describe("The same answer again"),
  changed: changed.describe("Another answer to an answered question: 409"),
  early: early.describe("Before the question opened: 410"),
  late: late.describe("After the question closed: 410"),
  invalid: invalid.describe("Not an answer to the question: 422"),
  putOff: putOff.describe("503 with a receipt"),
  stored: count.describe("Rows of the database"),
  counted: count.describe("Answers that the stats count"),
  removed: count.describe("Rows of removed players, which do not count"),
  settled: count.describe("Put off, but stored in the end; they are under `accepted`"),
  unredeemed: count.describe(
    "Put-off answers that do not count: nobody brought them in time, or they still wait",
  ),
  contested: count.describe("Players of whom a put-off answer differs from the one that counts"),
  missing: count.describe("Rows that no gateway counted as accepted, because it died before"),
};
export const audit = z.strictObject({
  questions: z.array(z.strictObject({ question: number, ...auditLine })),
  all: z.strictObject(auditLine),
  balanced: z.boolean().describe("Whether what was received, is stored and is counted agrees"),
  silentGateways: number.optional().describe("Gateways whose newest counts are not in here"),
});
