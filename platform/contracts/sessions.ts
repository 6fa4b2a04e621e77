import { z } from "zod";
import type { SessionRecord } from "../domain/session.ts";
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
  uuidColumn,
} from "./param-schemas.ts";
import type { Page } from "./quiz.ts";
import {
  extensionMs,
  HOST_STEPS,
  newKeySchema,
  newSessionSchema,
  sessionChangesSchema,
} from "./session-bodies.ts";

/** The actions and events of the service `sessions`. */

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
  /** `useKey` is of the request that signs in, `expiresAt` (epoch ms) of the code. */
  "sessions.useSignInCode": z.strictObject({
    id: z.string().min(1).max(100),
    useKey: z.string().min(1).max(100),
    expiresAt: z.int(),
  }),
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
  /** Whether this request has used the code; false if another one has. */
  "sessions.useSignInCode": boolean;
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
