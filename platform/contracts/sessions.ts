import { z } from "zod";
import { keyAnswerSchema } from "../domain/question.ts";
import type { SessionRecord } from "../domain/session.ts";
import type { Correction } from "../domain/stats.ts";
import type { LiveSession } from "./operator-contracts.ts";
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
} from "./param-schemas.ts";
import type { Page } from "./quiz.ts";

/** The actions and events of the service `sessions`. */

/** What a host may set when creating a session. The sessions service checks the rules between the fields. */
export const newSessionSchema = z.strictObject({
  quizId: id,
  pace: z.enum(["host", "self", "auto"]).default("host"),
  feedback: z.enum(["onClose", "immediate", "onEnd"]).default("onClose"),
  stats: z.enum(["onClose", "live", "onEnd"]).optional(),
  scoring: z.enum(["speed", "flat", "none"]).optional(),
  graceMs: z.int().min(0).max(10_000).default(500),
  lateJoin: z.boolean().default(true),
  opensAt: timestamp.optional(),
  closesAt: timestamp.optional(),
  gapMs: z.int().min(0).max(600_000).default(5000),
  expectedPlayers: z.int().min(1).max(100_000_000).optional(),
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

export const sessionsParams = {
  "sessions.create": z.strictObject({ host, settings: newSessionSchema }),
  "sessions.list": z.strictObject({ host, ...pageParams }),
  "sessions.get": z.strictObject({ id }),
  "sessions.byNo": z.strictObject({ no: positiveInt }),
  "sessions.live": z.strictObject({ limit: z.int().min(1).max(MAX_SESSIONS_PER_CALL).default(50) }),
  "sessions.open": z.strictObject({ host, id }),
  "sessions.next": z.strictObject({ host, id }),
  "sessions.close": z.strictObject({ host, id }),
  "sessions.end": z.strictObject({ host, id }),
  "sessions.removePlayer": z.strictObject({ host, id, player: positiveInt }),
  "sessions.void": z.strictObject({ host, id, question: questionNo, reason }),
  "sessions.rekey": z.strictObject({ host, id, question: questionNo, body: newKeySchema }),
  "sessions.join": columns({ code: textColumn(), nickname: textColumn() }),
};

export const JOIN_STATUS = { joined: 0, unknownCode: 1, tooLate: 2 } as const;

/** One element per join, in the order of the request. `status` is a JOIN_STATUS. A code is valid until its session ends. */
export interface JoinVerdicts {
  status: number[];
  sessionId: (string | null)[];
  sessionNo: number[];
  playerNo: number[];
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
  /** Sessions that have not ended: first the open ones, then the newest. `total` also counts those past the limit. */
  "sessions.live": { sessions: LiveSession[]; total: number };
  "sessions.open": SessionRecord;
  "sessions.next": SessionRecord;
  "sessions.close": SessionRecord;
  "sessions.end": SessionRecord;
  "sessions.removePlayer": null;
  "sessions.void": SessionRecord;
  "sessions.rekey": SessionRecord;
  "sessions.join": JoinVerdicts;
}

export interface SessionsEvents {
  /** Anything of a session has changed except the number of its players. */
  "session.changed": { session: SessionRecord };
  /** How many players have joined; at most a few times per second and session. */
  "players.joined": { sessionNo: number; sessionId: string; players: number };
}
