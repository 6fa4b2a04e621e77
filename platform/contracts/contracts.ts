import { z } from "zod";
import type { Tally } from "../domain/answer-outcomes.ts";
import {
  numericAnswer,
  type Quiz,
  type QuizContent,
  quizSchema,
  textAnswer,
  titleSchema,
} from "../domain/quiz.ts";
import type { SessionRecord } from "../domain/session.ts";
import {
  type Correction,
  PAGE_OF_PLACES,
  type Place,
  type Report,
  type Snapshot,
  type Standings,
} from "../domain/stats.ts";
import {
  type AnswersQueue,
  type BoardState,
  type GatewayLoad,
  type LiveSession,
  MOST_SESSIONS_ASKED,
  type Rebuilt,
} from "./operator-contracts.ts";

export type * from "../domain/stats.ts";
export { PAGE_OF_PLACES } from "../domain/stats.ts";

/**
 * Every action and event between services: name → params and result, name → payload. The schemas check params
 * at the door of each action; the types hold at both ends of each call (see typed-broker.ts).
 */

const isStorable = (text: string) => text.isWellFormed() && !text.includes("\u0000");
const sound = (max: number) =>
  z.string().min(1).max(max).refine(isStorable, { error: "must be sound Unicode without U+0000" });

const id = z.string().max(200);
const host = sound(200);
const number = z.int().min(1).max(2_147_483_647);
const questionNo = z.int().min(1).max(1000);
const sessionNos = z.array(number).max(MOST_SESSIONS_ASKED);
const page = { limit: z.int().min(1).max(100).default(20), cursor: z.string().max(200).optional() };
/** Why a host corrects something, in the host's words. */
export const reason = sound(2000);

/** A column of a batch: an array of one kind of value, checked in one pass. */
const column = <T>(check: (value: unknown) => value is T) =>
  z.custom<T[]>((given) => Array.isArray(given) && given.length <= 10_000 && given.every(check));
const isWhole = (value: unknown): value is number => Number.isSafeInteger(value);
const isText = (value: unknown): value is string => typeof value === "string" && value.length <= 2000;

const columns = <S extends z.ZodRawShape>(shape: S) =>
  z.strictObject(shape).refine(
    (batch) => {
      const lengths = Object.values(batch as Record<string, unknown[]>).map((values) => values.length);
      return lengths.every((length) => length === lengths[0]);
    },
    { error: "columns must have one length" },
  );

const instant = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));

/** What a host may set when creating a session; the rules between the fields are the sessions service's. */
export const newSessionSchema = z.strictObject({
  quizId: id,
  pace: z.enum(["host", "self", "auto"]).default("host"),
  feedback: z.enum(["onClose", "immediate", "onEnd"]).default("onClose"),
  stats: z.enum(["onClose", "live", "onEnd"]).optional(),
  scoring: z.enum(["speed", "flat", "none"]).optional(),
  graceMs: z.int().min(0).max(10_000).default(500),
  lateJoin: z.boolean().default(true),
  opensAt: instant.optional(),
  closesAt: instant.optional(),
  gapMs: z.int().min(0).max(600_000).default(5000),
  expectedPlayers: z.int().min(1).max(100_000_000).optional(),
});

/** A corrected key, as a host sends it. */
export const newKeySchema = z
  .strictObject({
    correct: z.array(z.int().min(0).max(19)).min(1).max(20).optional(),
    answer: z.union([z.boolean(), numericAnswer, textAnswer]).optional(),
    reason,
  })
  .refine((body) => (body.correct === undefined) !== (body.answer === undefined), {
    error: "needs either `correct` or `answer`",
  });

/** How an answer was sent; `bits` holds the option's id (choice) or the set of ids as a bit mask (choices). */
export const FORM = { choice: 0, choices: 1, value: 2, text: 3 } as const;

/** How an answer comes: for the first time; again, for its first fate is unknown; again, with a receipt. */
export const SENDING = { first: 0, again: 1, receipt: 2 } as const;

/** What became of an answer. */
export const VERDICT = {
  accepted: 0,
  repeated: 1,
  changed: 2,
  closed: 3,
  notOpen: 4,
  ended: 5,
  invalid: 6,
  /** Nothing was decided; sent again, the answer may still be taken. */
  undecided: 7,
} as const;

/**
 * Answers of one session's players to one question, in one FORM and one SENDING, column by column: an element an
 * answer. What they have in common is told once, which makes a batch a quarter as long as with a column for each.
 */
const answerColumns = z
  .strictObject({
    session: z.int(),
    question: z.int(),
    form: z.int().min(FORM.choice).max(FORM.text),
    sending: z.int().min(SENDING.first).max(SENDING.receipt),
    /** Epoch ms; each answer arrived `laterMs` after it. */
    since: z.int(),
    player: column(isWhole),
    laterMs: column(isWhole),
    /** An option's id or a mask of ids; empty where answers were typed. */
    bits: column(isWhole),
    /** What was typed: a number in decimal, or a text; empty where answers were chosen. */
    response: column(isText),
  })
  .refine(
    ({ form, player, laterMs, bits, response }) => {
      const isTyped = form === FORM.value || form === FORM.text;
      const lengths = isTyped ? [0, player.length] : [player.length, 0];
      return laterMs.length === player.length && bits.length === lengths[0] && response.length === lengths[1];
    },
    { error: "columns must have one length" },
  );
export type AnswerColumns = z.output<typeof answerColumns>;

const count = z.int().min(0);
const tallyRow = z.strictObject({
  session: number,
  question: z.int().min(0).max(1000),
  accepted: count,
  repeated: count,
  changed: count,
  early: count,
  late: count,
  invalid: count,
  putOff: count,
});

/** The schemas of the params, action by action. */
export const params = {
  "quiz.create": z.strictObject({ host, content: quizSchema }),
  "quiz.get": z.strictObject({ host, id }),
  "quiz.list": z.strictObject({ host, ...page }),
  "quiz.replace": z.strictObject({ host, id, content: quizSchema, ifVersion: number.optional() }),
  "quiz.remove": z.strictObject({ host, id }),
  "quiz.import": z.strictObject({
    host,
    format: z.enum(["json", "opentriviaqa"]).optional(),
    title: titleSchema.optional(),
    from: z.int().min(1).default(1),
    take: z.int().min(1).max(1000).default(1000),
    /** The raw body, base64: files hold bytes that are not UTF-8. */
    body: z.string().max(6 * 1024 * 1024),
  }),
  "quiz.export": z.strictObject({ host, id, format: z.enum(["json"]).default("json") }),
  "quiz.content": z.strictObject({ id, version: number }),

  "sessions.create": z.strictObject({ host, settings: newSessionSchema }),
  "sessions.list": z.strictObject({ host, ...page }),
  "sessions.get": z.strictObject({ id }),
  "sessions.byNo": z.strictObject({ no: number }),
  "sessions.live": z.strictObject({ limit: z.int().min(1).max(MOST_SESSIONS_ASKED).default(50) }),
  "sessions.open": z.strictObject({ host, id }),
  "sessions.next": z.strictObject({ host, id }),
  "sessions.close": z.strictObject({ host, id }),
  "sessions.end": z.strictObject({ host, id }),
  "sessions.removePlayer": z.strictObject({ host, id, player: number }),
  "sessions.void": z.strictObject({ host, id, question: questionNo, reason }),
  "sessions.rekey": z.strictObject({ host, id, question: questionNo, body: newKeySchema }),
  "sessions.join": columns({ code: column(isText), nickname: column(isText) }),

  "answers.record": z.strictObject({ answers: z.array(answerColumns).max(10_000) }),
  "answers.tally": z.strictObject({
    gateway: z.string().min(1).max(200),
    rows: z.array(tallyRow).max(10_000),
  }),
  "answers.books": z.strictObject({ session: number }),
  "answers.rescore": z.strictObject({ session: number, question: questionNo }),
  "answers.queues": z.strictObject({ sessions: sessionNos }),

  "stats.snapshot": z.strictObject({ session: number }),
  "stats.standings": z.strictObject({ session: number, players: column(isWhole) }),
  "stats.report": z.strictObject({ session: number }),
  "stats.places": z.strictObject({
    table: z.string().max(100),
    from: z.int().min(0),
    limit: z.int().min(1).max(PAGE_OF_PLACES),
  }),
  "stats.counted": z.strictObject({ session: number }),
  "stats.boards": z.strictObject({ sessions: sessionNos }),
  "stats.rebuild": z.strictObject({ session: number }),

  "api.writeBooks": z.strictObject({}),
  "api.streams": z.strictObject({ sessions: sessionNos }),

  "$node.drain": z.strictObject({ noticeMs: z.int().min(0).max(60_000).default(2000) }),
};

export interface ListedQuiz {
  id: string;
  version: number;
  title: string;
  questions: number;
  updatedAt: string;
}

export interface Page<Item> {
  items: Item[];
  nextCursor: string | null;
}

export interface Imported {
  quiz: Quiz;
  imported: number;
  skipped: { line: number; reason: string }[];
  left: number;
}

/** One element a join, in the order sent; `status` is a JOIN. A code is its session's until that ends. */
export interface JoinVerdicts {
  status: number[];
  sessionId: (string | null)[];
  sessionNo: number[];
  playerNo: number[];
}
export const JOIN = { joined: 0, unknownCode: 1, tooLate: 2 } as const;

/**
 * One element an answer, in the order sent. `elapsedMs`, `points` and `correct` (null for a poll) are those of the
 * answer that counts. All were accepted but for the `others`.
 */
export interface AnswerVerdicts {
  elapsedMs: number[];
  points: number[];
  correct: (boolean | null)[];
  others: OtherVerdict[];
}

/** An answer that was not accepted, by its place in the order sent, from 0; `status` is a VERDICT. */
export interface OtherVerdict {
  index: number;
  status: number;
  /** The answer that counts, where another was sent. */
  standing?: StandingAnswer;
  /** What is wrong with an invalid one. */
  fault?: { path: string; reason: string };
}

/** An answer in the form in which a player sends it. */
export interface StandingAnswer {
  question: number;
  choice?: number;
  choices?: number[];
  value?: number;
  text?: string;
}

/** What each action answers. */
export interface Results {
  "quiz.create": Quiz;
  "quiz.get": Quiz;
  "quiz.list": Page<ListedQuiz>;
  "quiz.replace": Quiz;
  "quiz.remove": null;
  "quiz.import": Imported;
  /** The file in base64, as it comes in: quoted as JSON once more, the largest quiz would be too long a message. */
  "quiz.export": { body: string; contentType: string };
  /** Null where there is no such version; deleted quizzes keep their content for their sessions. */
  "quiz.content": QuizContent | null;

  "sessions.create": SessionRecord;
  /**
   * Without `windows`, `keys` and `removed` (`players` are those who are left): of a hundred large sessions they
   * would be too long a message.
   */
  "sessions.list": Page<SessionRecord>;
  "sessions.get": SessionRecord | null;
  "sessions.byNo": { session: SessionRecord; corrections: Correction[] } | null;
  /** Those that have not ended: the open ones first, then the newest; `all` counts also what had no room. */
  "sessions.live": { sessions: LiveSession[]; all: number };
  "sessions.open": SessionRecord;
  "sessions.next": SessionRecord;
  "sessions.close": SessionRecord;
  "sessions.end": SessionRecord;
  "sessions.removePlayer": null;
  "sessions.void": SessionRecord;
  "sessions.rekey": SessionRecord;
  "sessions.join": JoinVerdicts;

  "answers.record": AnswerVerdicts;
  "answers.tally": null;
  /** What gateways have counted and what is stored, by question; 0 is where none was named. */
  "answers.books": {
    tallies: (Tally & { question: number })[];
    stored: { question: number; stored: number; removed: number }[];
  };
  /**
   * How many stored answers were scored anew, and under which revision of the key; null where the question has
   * no window, and so no answers.
   */
  "answers.rescore": { rescored: number; keyRevision: number | null };
  /** Of the node that is asked. */
  "answers.queues": AnswersQueue;

  "stats.snapshot": Snapshot | null;
  "stats.standings": Standings | null;
  "stats.report": Report | null;
  /** Places `from` (0 is the first) on, in order of rank; null where the node no longer has the table. */
  "stats.places": Place[] | null;
  /** How many answers the figures count, by question, of all that is stored when asked. */
  "stats.counted": { question: number; counted: number }[] | null;
  /** Of the node that is asked: how many boards it keeps, and those of the sessions asked for. */
  "stats.boards": { kept: number; boards: (BoardState | null)[] };
  "stats.rebuild": Rebuilt | null;

  "api.writeBooks": null;
  /** Of the node that is asked. */
  "api.streams": GatewayLoad;

  /** The node that is asked is not ready from now on, and stops once the notice has passed. */
  "$node.drain": null;
}

/** Events, by name. All but `answers.stored` go to every node that listens. */
export interface Events {
  /** A session has changed in anything but the number of its players. */
  "session.changed": { session: SessionRecord };
  /** How many have joined; at most a few times a second and session. */
  "players.joined": { sessionNo: number; sessionId: string; players: number };
  /** Rows were committed; goes to the one stats node that owns the session's board. */
  "answers.stored": { session: number; rows: number };
  /** The newest snapshot; `questions` holds just those whose figures have changed. */
  "stats.updated": { snapshot: Snapshot };
}

export type ActionName = keyof Results & keyof typeof params;
export type EventName = keyof Events;
/** Params as a caller gives them (defaults may be left out) and as a handler gets them. */
export type ParamsIn<A extends ActionName> = z.input<(typeof params)[A]>;
export type ParamsOut<A extends ActionName> = z.output<(typeof params)[A]>;
