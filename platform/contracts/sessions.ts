import { z } from "zod";
import { keyAnswerSchema } from "../domain/question.ts";
import { titleSchema } from "../domain/quiz.ts";
import { HIGHEST_MAX_PLAYERS, type SessionRecord } from "../domain/session.ts";
import type { Correction } from "../domain/stats.ts";
import { MAX_TYPED_CODE_LENGTH } from "../domain/text/join-code.ts";
import { type HostQuotas, type LiveSession, MAX_AMOUNT, QUOTAS } from "./operator-contracts.ts";
import {
  columns,
  host,
  id,
  MAX_SESSIONS_PER_CALL,
  pageParams,
  positiveInt,
  questionNo,
  reason,
  textColumn,
  timestamp,
  uuidColumn,
} from "./param-schemas.ts";
import type { Page } from "./quiz.ts";

/** The actions and events of the service `sessions`. */

/** What a host may set when creating a session. The sessions service checks the rules between the fields. */
export const newSessionSchema = z.strictObject({
  quizId: id,
  title: titleSchema.optional().describe("The session's own title; the quiz's where it is left out"),
  pace: z.enum(["host", "self", "auto"]).default("host"),
  feedback: z.enum(["onClose", "immediate", "onEnd"]).default("onClose"),
  stats: z.enum(["onClose", "afterAnswer", "live", "onEnd"]).optional(),
  scoring: z.enum(["speed", "flat", "none"]).optional(),
  graceMs: z.int().min(0).max(10_000).default(500),
  lateJoin: z.boolean().default(true),
  readMs: z.int().min(0).max(60_000).default(0),
  closeWhenAllAnswered: z.boolean().default(false),
  leaderboard: z.enum(["each", "end", "never"]).default("each"),
  nicknames: z.enum(["any", "unique"]).default("any"),
  opensAt: timestamp.optional(),
  closesAt: timestamp.optional(),
  gapMs: z.int().min(0).max(600_000).default(5000),
  expectedPlayers: z.int().min(1).max(100_000_000).optional(),
  maxPlayers: z.int().min(1).max(HIGHEST_MAX_PLAYERS).optional(),
});

/** A corrected key, as a host sends it. */
export const newKeySchema = z
  .strictObject({
    correct: z.array(z.int().min(0).max(19)).min(1).max(20).optional(),
    answer: keyAnswerSchema.optional(),
    reason,
  })
  .refine((body) => (body.correct === undefined) !== (body.answer === undefined), {
    error: "needs either `correct` or `answer`",
  });

/** The steps with which a host leads through a session. */
export const HOST_STEPS = ["open", "next", "close", "end"] as const;
export type HostStep = (typeof HOST_STEPS)[number];

export const sessionsParams = {
  "sessions.create": z.strictObject({ host, settings: newSessionSchema }),
  "sessions.list": z.strictObject({ host, ...pageParams }),
  "sessions.get": z.strictObject({ id }),
  "sessions.byNo": z.strictObject({ no: positiveInt }),
  "sessions.byCode": z.strictObject({ code: z.string().min(1).max(MAX_TYPED_CODE_LENGTH) }),
  "sessions.hasOtherIds": z.strictObject({ keyName: z.string().min(1).max(50) }),
  "sessions.hostUsage": z.strictObject({ host }),
  /** `limit` null: the nodes' setting holds for this host again. */
  "sessions.setHostLimit": z
    .strictObject({ host, quota: z.enum(QUOTAS), limit: z.int().min(0).nullable() })
    .refine(({ quota, limit }) => quota === "quizBytes" || (limit ?? 0) <= MAX_AMOUNT, {
      error: `must be at most ${MAX_AMOUNT}`,
      path: ["limit"],
    }),
  "sessions.live": z.strictObject({ limit: z.int().min(1).max(MAX_SESSIONS_PER_CALL).default(50) }),
  /**
   * `question` is the one that the host saw: `next` comes after it, `close` closes it. A step with an id that the session
   * has taken already changes nothing, so it can be sent to another node. After `validUntil` (epoch ms) a node refuses
   * it: its gateway has stopped waiting.
   */
  "sessions.step": z.strictObject({
    host,
    id,
    step: z.enum(HOST_STEPS),
    question: questionNo.optional(),
    stepId: z.string().min(1).max(64),
    validUntil: z.int(),
  }),
  /** The next four: called by gateways of the release before, which do not know `sessions.step`. */
  "sessions.open": z.strictObject({ host, id }),
  "sessions.next": z.strictObject({ host, id }),
  "sessions.close": z.strictObject({ host, id }),
  "sessions.end": z.strictObject({ host, id }),
  "sessions.removePlayer": z.strictObject({ host, id, player: positiveInt }),
  "sessions.void": z.strictObject({ host, id, question: questionNo, reason }),
  "sessions.rekey": z.strictObject({ host, id, question: questionNo, body: newKeySchema }),
  /** `key` identifies each join (a UUID): the same one again is the same player, so a batch can be sent again. */
  "sessions.joinWithKeys": columns({ code: textColumn(), nickname: textColumn(), key: uuidColumn() }),
  /** Called by gateways of the release before. */
  "sessions.join": columns({ code: textColumn(), nickname: textColumn() }),
};

export const JOIN_STATUS = { joined: 0, unknownCode: 1, tooLate: 2, full: 3 } as const;

/** One element per join, in the order of the request. `status` is a JOIN_STATUS. A code is valid until its session ends. */
export interface JoinVerdicts {
  status: number[];
  sessionId: (string | null)[];
  sessionNo: number[];
  playerNo: number[];
  /** The nickname under which the player has joined. */
  nickname: string[];
  /** Whether the player had joined before, with the same key. */
  hasJoinedBefore: boolean[];
  /** Until when the session may last as far as it is announced, in epoch ms; 0 if it is not. */
  lastsUntil: number[];
}

export interface SessionsResults {
  "sessions.create": SessionRecord;
  /**
   * Without `windows`, `keys` and `removed`: with those of a hundred large sessions the message would be too long.
   * `players` does not count removed players.
   */
  "sessions.list": Page<SessionRecord>;
  "sessions.get": SessionRecord | null;
  "sessions.byNo": { session: SessionRecord; corrections: Correction[] } | null;
  /** The live session with this join code, for operators. */
  "sessions.byCode": SessionRecord | null;
  /** Whether there is a session whose id was not made with this key (`SessionIds.keyName`). */
  "sessions.hasOtherIds": boolean;
  /** What a host has stored and may store, for operators. */
  "sessions.hostUsage": HostQuotas;
  "sessions.setHostLimit": HostQuotas;
  /** Sessions that have not ended: first the open ones, then the newest. `total` also counts those past the limit. */
  "sessions.live": { sessions: LiveSession[]; total: number };
  "sessions.step": SessionRecord;
  "sessions.open": SessionRecord;
  "sessions.next": SessionRecord;
  "sessions.close": SessionRecord;
  "sessions.end": SessionRecord;
  "sessions.removePlayer": null;
  "sessions.void": SessionRecord;
  "sessions.rekey": SessionRecord;
  "sessions.joinWithKeys": JoinVerdicts;
  "sessions.join": Pick<JoinVerdicts, "status" | "sessionId" | "sessionNo" | "playerNo">;
}

export interface SessionsEvents {
  /** Anything of a session has changed except the number of its players. */
  "session.changed": { session: SessionRecord };
  /** How many players have joined; at most a few times per second and session. */
  "players.joined": { sessionNo: number; sessionId: string; players: number };
}
