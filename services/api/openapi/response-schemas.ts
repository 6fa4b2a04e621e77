import { z } from "zod";
import { answerTypes } from "../../../platform/domain/answer.ts";
import { outcomeCounts } from "../../../platform/domain/answer-outcomes.ts";
import { kindNames } from "../../../platform/domain/question.ts";
import { quizSchema } from "../../../platform/domain/quiz.ts";

/** The bodies of the gateway's responses, for the API's description. A test checks those of a full game against them. */

const time = z.iso.datetime({ precision: 3 });
const count = z.int().min(0);
const number = z.int().min(1);
export const questionNo = number;
const ms = z.int().min(0);
const share = z.number().min(0).max(1);
const correlation = z.number().nullable();
const page = <Item extends z.ZodType>(item: Item) =>
  z.strictObject({ items: z.array(item), nextCursor: z.string().nullable() });

/** A stored question: what its writer left out has its default. */
export const quiz = z.strictObject({ id: z.string(), version: number, ...quizSchema.shape });
export const quizPage = page(
  z.strictObject({ id: z.string(), version: number, title: z.string(), questions: number, updatedAt: time }),
);
export const imported = z.strictObject({
  quiz,
  imported: number,
  skipped: z
    .array(z.strictObject({ line: number.describe("In a workbook the row"), reason: z.string() }))
    .describe("What was not imported, in the order of the file; a reason begins with the question's number"),
  notes: z.array(z.string()).describe("What was set aside or changed"),
  left: count.describe("Valid questions that had no room in the quiz"),
});

/** A question as a player sees it. */
export const playerQuestion = z.strictObject({
  no: number,
  kind: z.enum(kindNames),
  text: z.string(),
  options: z.array(z.strictObject({ id: count, text: z.string() })),
  timeLimitMs: ms.nullable(),
  points: count,
  image: z.string().optional(),
});
/** A question that is shown, and when it takes answers. */
export const shownQuestion = z.strictObject({
  ...playerQuestion.shape,
  openedAt: time,
  closesAt: time.nullable(),
});
export const playerQuiz = z.strictObject({
  title: z.string(),
  questions: z.array(playerQuestion),
  version: number,
});

export const session = z.strictObject({
  id: z.string(),
  title: z.string(),
  pace: z.enum(["host", "self", "auto"]),
  state: z.enum(["lobby", "open", "ended"]),
  players: count,
  questions: number,
  question: shownQuestion
    .optional()
    .describe(
      "The question that was shown last, while the session is open; never in pace self. It takes answers from openedAt " +
        "to closesAt; if both are the same, it was closed before it opened and takes none",
    ),
  settings: z.strictObject({
    feedback: z.enum(["onClose", "immediate", "onEnd"]),
    stats: z.enum(["onClose", "afterAnswer", "live", "onEnd"]),
    scoring: z.enum(["speed", "flat", "none"]),
    graceMs: ms,
    lateJoin: z.boolean(),
    readMs: ms,
    closeWhenAllAnswered: z.boolean(),
    leaderboard: z.enum(["each", "end", "never"]),
    nicknames: z.enum(["any", "unique"]),
  }),
  locked: z.boolean().describe("Whether nobody new may join"),
  pausedAt: time
    .optional()
    .describe("Since when the programme of pace auto waits, or will wait once the open question has closed"),
  voided: z.array(number).describe("The questions that do not count"),
  opensAt: time.optional(),
  closesAt: time.optional(),
  openedAt: time.optional(),
  endedAt: time.optional(),
  asOf: time.describe("When the session was read; older than a few seconds only while the servers are away"),
  now: time.describe("The server's clock when this was made"),
});
export const hostedSession = z.strictObject({
  ...session.shape,
  code: z.string(),
  quizId: z.string(),
  version: number,
  gapMs: ms.optional(),
  expectedPlayers: number.optional(),
  maxPlayers: number.describe("How many players may be in at a time"),
});
export const sessionPage = page(hostedSession);
export const shownSession = z.strictObject({ ...session.shape, code: z.string() });
/** A session's own host gets more fields than other callers, and a screen the join code. */
export const anySession = z.union([hostedSession, shownSession, session]);
export const screenToken = z.strictObject({ token: z.string() });

export const rosterItem = z.strictObject({
  playerNo: number,
  nickname: z.string(),
  joinedAt: time,
  answered: count.nullable(),
  points: count.nullable(),
  rank: number.nullable(),
  banned: z.boolean().optional().describe("Only with `removed=true`"),
});
export const rosterPage = page(rosterItem);

export const serverTime = z.strictObject({ now: time });
export const joined = z.strictObject({
  token: z.string(),
  sessionId: z.string(),
  playerNo: number,
  nickname: z.string(),
  pin: z.string().describe("8 digits: with the code and `playerNo` the way back from any device"),
});
export const verdict = z.strictObject({
  status: z.enum(["accepted", "repeated"]),
  question: number,
  elapsedMs: ms,
  points: count.optional(),
  correct: z.boolean().optional(),
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
export const ownAnswers = z.array(
  z.strictObject({
    question: number,
    answer: answerFields,
    elapsedMs: ms,
    points: count.optional(),
    correct: z.boolean().optional(),
    statsTicket: z.string().optional(),
  }),
);
export const playerRank = z.strictObject({
  playerNo: number,
  nickname: z.string(),
  answered: count,
  points: count,
  rank: number.nullable(),
  players: count,
  asOf: time,
});

const elapsedTimes = z.strictObject({
  mean: z.number().nullable(),
  p50: ms.nullable(),
  p90: ms.nullable(),
  p99: ms.nullable(),
});
const optionCount = {
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
  attempts: count,
  options: z.array(z.strictObject(optionCount)).optional(),
  values: z
    .array(z.strictObject({ value: z.union([z.number(), z.string()]), count: number }))
    .optional()
    .describe("The 20 most frequent values; of a long text the first 100 characters, then `…`"),
  elapsedMs: elapsedTimes.optional(),
  correct: z.array(count).optional().describe("Ids of the right options, if the caller may see the key"),
  answer: z
    .unknown()
    .optional()
    .describe("The key as in the quiz, for questions without options and for truefalse"),
  explanation: z.string().optional(),
  voided: z.literal(true).optional(),
  asOf: time,
  final: z.boolean(),
});

const place = z.strictObject({
  rank: number,
  playerNo: number,
  nickname: z.string(),
  points: count,
  elapsedMs: ms,
});
const scores = z.strictObject({ width: number, counts: z.array(count) });
export const leaderboard = z.strictObject({
  places: z.array(place),
  scores,
  players: count,
  asOf: time,
  final: z.boolean(),
});

/** The event `joined`. */
export const arrivals = z.strictObject({
  players: z.array(z.strictObject({ playerNo: number, nickname: z.string() })),
  more: count,
});

/** The event `removed`. */
export const removal = z.strictObject({ playerNo: number, banned: z.literal(true).optional() });

/** A question's key, where the reader may see it. */
export const visibleKey = {
  correct: z.array(count).optional(),
  answer: z.unknown().optional(),
  explanation: z.string().optional(),
};

/** The event `corrected`. */
export const correction = z.strictObject({ question: number, voided: z.boolean(), ...visibleKey });

const key = z.strictObject({ correct: z.array(count).optional(), answer: z.unknown().optional() });
export const report = z.strictObject({
  session: hostedSession,
  players: count,
  questions: z.array(
    z.strictObject({
      no: number,
      text: z.string(),
      stats: questionStats,
      facility: share.nullable(),
      discrimination: correlation,
      options: z.array(
        z.strictObject({ ...optionCount, meanRest: z.number().nullable(), discrimination: correlation }),
      ),
      voided: z.boolean(),
    }),
  ),
  reliability: z.number().nullable(),
  scores,
  asOf: time,
  history: z.array(
    z.strictObject({
      kind: z.enum(["void", "key"]),
      question: number,
      reason: z.string(),
      from: key.optional(),
      to: key.optional(),
      at: time,
    }),
  ),
  places: z.array(place),
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

const auditLine = {
  received: count,
  ...outcomeCounts,
  stored: count,
  counted: count,
  removed: count,
  settled: count,
  unredeemed: count,
  contested: count,
  missing: count,
};
export const audit = z.strictObject({
  questions: z.array(z.strictObject({ question: number, ...auditLine })),
  all: z.strictObject(auditLine),
  balanced: z.boolean(),
  silentGateways: number.optional(),
});
