import { z } from "zod";
import { type AnswerBody, type AnswerField, answerTypeByCode, answerTypes } from "../domain/answer.ts";
import { type OutcomeCounts, outcomeCounts } from "../domain/answer-outcomes.ts";
import type { FieldError } from "../errors.ts";
import type { AnswersQueue } from "./operator-contracts.ts";
import {
  column,
  integerColumn,
  playerColumn,
  positiveInt,
  questionNo,
  sessionNos,
  textColumn,
  UNEQUAL_LENGTHS,
} from "./param-schemas.ts";
import type { ScoredAnswerColumns } from "./scored-answers.ts";

/** The actions and events of the service `answers`. */

/** The code of each answer type, by its field in the body of an answer. */
export const ANSWER_TYPE = Object.fromEntries(answerTypes.map(({ field, code }) => [field, code])) as Record<
  AnswerField,
  number
>;

/**
 * How an answer is delivered: for the first time; again, because it is unknown what happened to it; after it was put
 * off, by the player with the receipt; or by the gateway that put it off and knows no earlier answer of the player.
 */
export const DELIVERY = { first: 0, retry: 1, receipt: 2, putOff: 3 } as const;

/** What is taken off an answer's elapsed time at most, in ms, if the session's fairness is `delivery`. */
export const MAX_CREDIT_MS = 300;

/** The result of recording an answer. */
export const VERDICT = {
  accepted: 0,
  /** The player had already sent the same answer, which counts. */
  repeated: 1,
  /** The player had already sent a different answer, which counts. */
  changed: 2,
  late: 3,
  notOpen: 4,
  /** Late, too: the whole session has ended. */
  sessionEnded: 5,
  invalid: 6,
  /** Nothing was decided. If the answer is sent again, it may still be accepted. */
  undecided: 7,
} as const;

const creditColumn = () =>
  column(
    `whole numbers from 0 to ${MAX_CREDIT_MS}`,
    (value: unknown): value is number =>
      Number.isInteger(value) && (value as number) >= 0 && (value as number) <= MAX_CREDIT_MS,
  );

/**
 * Answers to one question of one session, of one ANSWER_TYPE and with one DELIVERY, in columns with one element per
 * answer. The fields that the answers share are sent once, so a batch has a quarter of the length that it would have
 * with a column for each field.
 */
const answerColumns = z
  .strictObject({
    session: z.int(),
    question: z.int(),
    type: z.int().refine((code) => answerTypeByCode(code) !== undefined, { error: "is not an answer type" }),
    delivery: z.int().min(DELIVERY.first).max(DELIVERY.putOff),
    /** Epoch ms. Each answer arrived `offsetMs` after it; an offset may be negative. */
    baseTime: z.int(),
    player: integerColumn(),
    offsetMs: integerColumn(),
    /** The answers if their type is encoded as a number, else empty. */
    bits: integerColumn(),
    /** The answers if their type is encoded as a text, else empty. */
    response: textColumn(),
    /**
     * What is taken off each answer's elapsed time, in ms; left out if it is 0 for all of them. A node of the release
     * before refuses it.
     */
    creditMs: creditColumn().optional(),
  })
  .refine(({ type, player, offsetMs, bits, response, creditMs }) => {
    const answers = answerTypeByCode(type)?.column === "bits" ? bits : response;
    const isComplete = answers.length === player.length && offsetMs.length === player.length;
    if (creditMs !== undefined && creditMs.length !== player.length) return false;
    return isComplete && bits.length + response.length === answers.length;
  }, UNEQUAL_LENGTHS);
export type AnswerColumns = z.output<typeof answerColumns>;

/** What a gateway has counted for one question. Question 0 has the answers that named no question of the session. */
const countsRow = z.strictObject({
  session: positiveInt,
  question: z.int().min(0).max(1000),
  ...outcomeCounts,
});

/**
 * Where a page of a session's answers begins: after the answer of player `player` to question `question`. `spread`
 * (1 to 16) says how much wider the page looks, because few of the questions have been answered.
 */
const pageCursor = z.strictObject({
  player: z.int().min(0).max(2_147_483_647),
  question: z.int().min(0).max(1000),
  spread: z.int().min(1).max(16),
});
export type AnswersCursor = z.output<typeof pageCursor>;
export const FIRST_ANSWERS: AnswersCursor = { player: 0, question: 0, spread: 1 };

export const answersParams = {
  "answers.record": z.strictObject({ answers: z.array(answerColumns).max(10_000) }),
  "answers.storeCounts": z.strictObject({
    gateway: z.string().min(1).max(200),
    rows: z.array(countsRow).max(10_000),
  }),
  "answers.ledger": z.strictObject({ session: positiveInt }),
  "answers.rescore": z.strictObject({ session: positiveInt, question: questionNo }),
  "answers.ofPlayers": z.strictObject({ session: positiveInt, players: playerColumn() }),
  "answers.page": z.strictObject({ session: positiveInt, after: pageCursor }),
  "answers.queues": z.strictObject({ sessions: sessionNos }),
};

/**
 * One element per answer, in the order of the request. `elapsedMs`, `points` and `correct` (null for a poll) are those
 * of the answer that counts. Every answer is accepted unless it is in `notAccepted`.
 */
export interface AnswerVerdicts {
  elapsedMs: number[];
  points: number[];
  correct: (boolean | null)[];
  notAccepted: NotAccepted[];
}

/** An answer that was not accepted. `index` is its position in the request, from 0; `status` is a VERDICT. */
export interface NotAccepted {
  index: number;
  status: number;
  /** The answer that counts, if the player sent a different one now. */
  existing?: AnswerBody;
  /** Why the answer is invalid. */
  fieldError?: FieldError;
}

/** The put-off answers of one question that do not count. */
export interface PutOffCounts {
  question: number;
  /** In time, but nobody brought them before the limit. One per player. */
  unredeemed: number;
  /** Another answer of the player counts. One per player. */
  contested: number;
}

/**
 * Some answers of a session in columns, in order of player and question, without those of removed players; well under
 * 1 MB. `players` has one element per player, and `answers` says how many of the following rows are the player's. All
 * other columns have one element per answer; `receivedAt` is epoch ms.
 */
export interface AnswersPage extends ScoredAnswerColumns {
  players: { playerNo: number[]; nickname: string[]; answers: number[] };
  receivedAt: number[];
  /** Where the next page begins; null after the last one. */
  next: AnswersCursor | null;
}

/**
 * All answers of some players in columns, in the order of the request, of each player in order of question. `answers`
 * has one element per player and says how many of the following rows are the player's.
 */
export interface PlayerAnswers extends ScoredAnswerColumns {
  answers: number[];
}

export interface AnswersResults {
  "answers.record": AnswerVerdicts;
  "answers.storeCounts": null;
  /** What all gateways have counted and what is stored, by question. */
  "answers.ledger": {
    counts: (OutcomeCounts & { question: number })[];
    stored: { question: number; stored: number; removed: number }[];
    putOff: PutOffCounts[];
  };
  /**
   * How many stored answers were rescored, and with which revision of the key. The revision is null if the question
   * has no window and therefore no answers.
   */
  "answers.rescore": { rescored: number; keyRevision: number | null };
  "answers.ofPlayers": PlayerAnswers;
  "answers.page": AnswersPage;
  /** The queue of the called node. */
  "answers.queues": AnswersQueue;
}

export interface AnswersEvents {
  /** Rows were committed. Goes only to the stats node that owns the session's board. */
  "answers.stored": { session: number; rows: number };
}
