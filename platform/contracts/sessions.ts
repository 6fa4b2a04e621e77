import { z } from "zod";
import { keyAnswerSchema } from "../domain/question.ts";
import { titleSchema } from "../domain/quiz.ts";
import { HIGHEST_MAX_PLAYERS, type SessionRecord } from "../domain/session.ts";
import type { Correction } from "../domain/stats.ts";
import { MAX_TYPED_CODE_LENGTH } from "../domain/text/join-code.ts";
import { MAX_TYPED_NICKNAME_LENGTH } from "../domain/text/nickname.ts";
import { type HostQuotas, type LiveSession, MAX_AMOUNT, QUOTAS } from "./operator-contracts.ts";
import {
  columns,
  host,
  id,
  idempotency,
  MAX_SESSIONS_PER_CALL,
  pageParams,
  playerColumn,
  positiveInt,
  questionNo,
  reason,
  storableText,
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
  closeWhenAllAnswered: z
    .boolean()
    .default(false)
    .describe(
      "Paces host and auto: a question closes once it has at least one answer and everyone who is in has answered it. " +
        "A player is in for a question if an event stream of theirs is open at any gateway, or if they answered the " +
        "question before it (the window that opened before this one). Removed players are not in. A client that only " +
        "polls counts from its first answer on.",
    ),
  leaderboard: z.enum(["each", "end", "never"]).default("each"),
  nicknames: z.enum(["any", "unique"]).default("any"),
  opensAt: timestamp.optional(),
  closesAt: timestamp.optional(),
  gapMs: z.int().min(0).max(600_000).default(5000),
  expectedPlayers: z.int().min(1).max(100_000_000).optional(),
  maxPlayers: z.int().min(1).max(HIGHEST_MAX_PLAYERS).optional(),
});

/** What a host may change of a session; null takes a setting back. The sessions service checks what its state allows. */
export const sessionChangesSchema = z
  .strictObject({
    title: titleSchema.optional(),
    opensAt: timestamp.nullable().optional().describe("Only in the lobby; null: the host opens it"),
    closesAt: timestamp
      .nullable()
      .optional()
      .describe("Only with pace self, and until the close; null: it stays open until it is ended"),
    expectedPlayers: z.int().min(1).max(100_000_000).nullable().optional(),
    maxPlayers: z.int().min(1).max(HIGHEST_MAX_PLAYERS).nullable().optional(),
    lateJoin: z.boolean().optional(),
    locked: z.boolean().optional().describe("true: nobody new can join; who has joined can come back"),
  })
  .refine((changes) => Object.values(changes).some((value) => value !== undefined), {
    error: "needs at least one field",
  });
export type SessionChanges = z.output<typeof sessionChangesSchema>;

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

/** The steps that nodes of the release before know too. Each also has an action of its own, for their gateways. */
export const OLD_STEPS = ["open", "next", "close", "end"] as const;
export type OldStep = (typeof OLD_STEPS)[number];
/** The steps with which a host leads through a session. */
export const HOST_STEPS = [...OLD_STEPS, "extend", "pause", "resume"] as const;
export type HostStep = (typeof HOST_STEPS)[number];

/** How much later a question closes that is extended once, in ms. */
export const extensionMs = z.int().min(1).max(600_000);

export const sessionsParams = {
  /** Creates nothing if the same request has created a session before: then it returns that, as it was created. */
  "sessions.createOnce": z.strictObject({ host, settings: newSessionSchema, idempotency }),
  /** Called by gateways of the release before. */
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
   * `question` is the one that the host saw: `next` comes after it, `close` and `extend` are for it. A step with an id
   * that the session has taken already changes nothing, so it can be sent to another node. After `validUntil` (epoch ms)
   * a node refuses it: its gateway has stopped waiting.
   */
  "sessions.step": z
    .strictObject({
      host,
      id,
      step: z.enum(HOST_STEPS),
      question: questionNo.optional(),
      byMs: extensionMs.optional(),
      /** When the step reached its gateway, by its clock, and the question that the gateway's copy showed then. */
      arrival: z.strictObject({ at: z.int(), question: z.int().min(0) }).optional(),
      stepId: z.string().min(1).max(64),
      validUntil: z.int(),
    })
    .refine(({ step, byMs }) => (step === "extend") === (byMs !== undefined), {
      error: "is only for the step extend, which needs it",
      path: ["byMs"],
    }),
  /** `stepId` and `validUntil`: as in `sessions.step`. */
  "sessions.change": z.strictObject({
    host,
    id,
    changes: sessionChangesSchema,
    stepId: z.string().min(1).max(64),
    validUntil: z.int(),
  }),
  /** `stepId`: the same deletion again finds that it is done. */
  "sessions.delete": z.strictObject({ host, id, stepId: z.string().min(1).max(64) }),
  /** The next four: called by gateways of the release before, which do not know `sessions.step`. */
  "sessions.open": z.strictObject({ host, id }),
  "sessions.next": z.strictObject({ host, id }),
  "sessions.close": z.strictObject({ host, id }),
  "sessions.end": z.strictObject({ host, id }),
  /** Called by the owner of the session's board once everyone who is in has answered this question. */
  "sessions.closeAnswered": z.strictObject({ no: positiveInt, question: questionNo }),
  "sessions.removePlayer": z.strictObject({ host, id, player: positiveInt }),
  /** One player by number, or all of a nickname. A removed player may be removed again. */
  "sessions.removePlayers": z.strictObject({
    host,
    id,
    who: z.union([
      z.strictObject({ player: positiveInt }),
      z.strictObject({ nickname: storableText(MAX_TYPED_NICKNAME_LENGTH) }),
    ]),
    ban: z.boolean(),
  }),
  "sessions.restorePlayer": z.strictObject({ host, id, player: positiveInt }),
  /** Players with a number above `after`, in order of their numbers. `search` is a part of the nickname. */
  "sessions.roster": z.strictObject({
    session: positiveInt,
    after: z.int().min(0).max(2_147_483_647),
    limit: z.int().min(1).max(100),
    removed: z.boolean(),
    search: storableText(MAX_TYPED_NICKNAME_LENGTH).optional(),
  }),
  "sessions.newestPlayers": z.strictObject({ session: positiveInt }),
  "sessions.void": z.strictObject({ host, id, question: questionNo, reason }),
  "sessions.rekey": z.strictObject({ host, id, question: questionNo, body: newKeySchema }),
  /** `key` identifies each join (a UUID): the same one again is the same player, so a batch can be sent again. */
  "sessions.joinWithKeys": columns({ code: textColumn(), nickname: textColumn(), key: uuidColumn() }),
  /** Players who want to come back, by join code and number. */
  "sessions.returning": columns({ code: textColumn(), player: playerColumn() }),
  /** Called by gateways of the release before. */
  "sessions.join": columns({ code: textColumn(), nickname: textColumn() }),
};

export const JOIN_STATUS = { joined: 0, unknownCode: 1, tooLate: 2, full: 3 } as const;

/** Why a session does not let a player in. If it is locked: in its lobby, or while it is open. */
export type JoinRefusal = "late" | "lockedLobby" | "lockedOpen" | "full" | "banned" | "nicknameTaken";

/** One element per join, in the order of the request. `status` is a JOIN_STATUS. A code is valid until its session ends. */
export interface JoinVerdicts {
  status: number[];
  /** Absent if nobody was refused, and from nodes of the release before: then `status` says it. */
  refusal?: (JoinRefusal | null)[];
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

/** One element per player, in the order of the request. What is not there is null: the session, or its player. */
export interface ReturningPlayers {
  sessionId: (string | null)[];
  sessionNo: number[];
  nickname: (string | null)[];
  isRemoved: boolean[];
  isBanned: boolean[];
  /** As in `JoinVerdicts`. */
  lastsUntil: number[];
}

/** A player as the sessions service knows them. */
export interface RosterEntry {
  playerNo: number;
  nickname: string;
  /** Epoch ms. */
  joinedAt: number;
  /** Whether the host has removed the player for good. */
  banned: boolean;
}

/** A player who has joined. */
export interface Arrival {
  playerNo: number;
  nickname: string;
}

/** How many names of arrivals are sent at once. */
export const MAX_ARRIVALS = 50;

export interface SessionsResults {
  "sessions.createOnce": SessionRecord;
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
  "sessions.change": SessionRecord;
  "sessions.delete": DeletedSession;
  "sessions.open": SessionRecord;
  "sessions.next": SessionRecord;
  "sessions.close": SessionRecord;
  "sessions.end": SessionRecord;
  /** The session, in which the question may have been closed before; null if there is no such session. */
  "sessions.closeAnswered": SessionRecord | null;
  "sessions.removePlayer": null;
  "sessions.removePlayers": SessionRecord;
  "sessions.restorePlayer": { session: SessionRecord; player: RosterEntry };
  /** `next` is the `after` of the next page; null if there is none. A search may return a page that is not full. */
  "sessions.roster": { items: RosterEntry[]; next: number | null };
  /** Those who joined last, in order of their numbers, at most MAX_ARRIVALS; removed players are left out. */
  "sessions.newestPlayers": Arrival[];
  "sessions.void": SessionRecord;
  "sessions.rekey": SessionRecord;
  "sessions.joinWithKeys": JoinVerdicts;
  "sessions.returning": ReturningPlayers;
  "sessions.join": Pick<JoinVerdicts, "status" | "sessionId" | "sessionNo" | "playerNo">;
}

/** A session that its host has deleted: nobody finds it any more. */
export interface DeletedSession {
  sessionNo: number;
  sessionId: string;
  /** Its join code, which another session may have by now. */
  code: string;
}

export interface SessionsEvents {
  /** Anything of a session has changed except the number of its players. */
  "session.changed": { session: SessionRecord };
  /** All copies of the session are to be dropped. It may be sent more than once. */
  "session.deleted": DeletedSession;
  /** How many players have joined; at most a few times per second and session. */
  "players.joined": {
    sessionNo: number;
    sessionId: string;
    players: number;
    /** Who has joined at this node since its last event, the newest MAX_ARRIVALS; absent from the release before. */
    arrivals?: Arrival[];
    /** How many others have joined at this node since then. */
    more?: number;
  };
}
