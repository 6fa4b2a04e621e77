import { z } from "zod";
import { count, ms, number, page, time } from "./common-schemas.ts";
import { shownQuestion } from "./quiz-schemas.ts";

/** Replies about sessions and who is in. */

export const session = z.strictObject({
  id: z.string(),
  title: z.string(),
  pace: z
    .enum(["host", "self", "auto"])
    .describe(
      "`host`: the host opens each question. `self`: all questions are open from `opensAt` to `closesAt`. `auto`: each " +
        "question opens by itself, for its time limit, with `gapMs` between two",
    ),
  state: z.enum(["lobby", "open", "ended"]),
  players: count.describe("Who is in, without removed players"),
  questions: number.describe("How many questions the quiz has"),
  question: shownQuestion
    .optional()
    .describe(
      "The question that was shown last, while the session is open; never in pace self. It takes answers from openedAt " +
        "to closesAt; if both are the same, it was closed before it opened and takes none",
    ),
  settings: z.strictObject({
    feedback: z
      .enum(["onClose", "immediate", "onEnd"])
      .describe("When players learn whether they were right"),
    stats: z
      .enum(["onClose", "afterAnswer", "live", "onEnd"])
      .describe("When players may see the stats of a question"),
    scoring: z
      .enum(["speed", "flat", "none"])
      .describe("`speed`: a faster right answer earns more, down to half of the points"),
    graceMs: ms.describe("An answer that arrives so much after the close still counts"),
    lateJoin: z.boolean().describe("Whether one may join an open session"),
    readMs: ms.describe("How long a question is shown before it takes answers"),
    closeWhenAllAnswered: z.boolean(),
    fairness: z
      .enum(["arrival", "delivery"])
      .describe(
        "From when elapsed times count: the question's opening, or its delivery to the player as far as it is known",
      ),
    leaderboard: z.enum(["each", "end", "never"]).describe("When players may see a leaderboard"),
    nicknames: z.enum(["any", "unique"]),
  }),
  locked: z.boolean().describe("Whether nobody new may join"),
  pausedAt: time
    .optional()
    .describe("Since when the programme of pace auto waits, or will wait once the open question has closed"),
  voided: z.array(number).describe("The questions that do not count"),
  opensAt: time.optional().describe("When it opens by itself"),
  closesAt: time.optional().describe("When it closes by itself (pace `self`)"),
  openedAt: time.optional(),
  endedAt: time.optional(),
  asOf: time.describe("When the session was read; older than a few seconds only while the servers are away"),
  now: time.describe("The server's clock when this was made"),
});
export const hostedSession = z.strictObject({
  ...session.shape,
  code: z.string().describe("What players type to join"),
  quizId: z.string(),
  version: number.describe("The version of the quiz that it plays"),
  gapMs: ms.optional().describe("Pace `auto`: from one question's close to the next one's opening"),
  expectedPlayers: number.optional(),
  maxPlayers: number.describe("How many players may be in at a time"),
});
export const sessionPage = page(hostedSession);
export const shownSession = z.strictObject({ ...session.shape, code: hostedSession.shape.code });
/** A session's own host gets more fields than other callers, and a screen the join code. */
export const anySession = z.union([hostedSession, shownSession, session]);
export const screenToken = z.strictObject({ token: z.string() });

export const rosterItem = z.strictObject({
  playerNo: number,
  nickname: z.string(),
  joinedAt: time,
  answered: count.nullable().describe("How many questions; null while the stats are away"),
  points: count.nullable(),
  rank: number.nullable(),
  banned: z.boolean().optional().describe("Only with `removed=true`"),
});
export const rosterPage = page(rosterItem);
