import type { Queryable } from "../../platform/database/database.ts";
import type { SessionRecord } from "../../platform/domain/session.ts";
import { epochMs, type Row, recordColumns, summaryColumns, toRecord } from "./session-rows.repo.ts";
import type { SessionChange } from "./transitions.ts";
import * as windows from "./windows.repo.ts";

/** A session by its public id; null if there is none, or if it is deleted, as in all look-ups. */
export async function byId(db: Queryable, id: string): Promise<SessionRecord | null> {
  const [row] = await db.query<Row>(
    `select ${recordColumns} from sessions s where s.id = $1 and s.deleted_at is null`,
    [id],
  );
  return row ? toRecord(row) : null;
}

/** A session by its number; null if there is none. */
export async function byNo(db: Queryable, no: number): Promise<SessionRecord | null> {
  const [row] = await db.query<Row>(
    `select ${recordColumns} from sessions s where s.no = $1 and s.deleted_at is null`,
    [no],
  );
  return row ? toRecord(row) : null;
}

/** The live session with this join code, in its stored form; null if there is none. */
export async function byCode(db: Queryable, code: string): Promise<SessionRecord | null> {
  const [row] = await db.query<Row>(
    `select ${recordColumns} from sessions s where s.code = $1 and s.ended_at is null`,
    [code],
  );
  return row ? toRecord(row) : null;
}

/** Whether there is a session whose id was not made with this key. Three look-ups in one index. */
export async function hasOtherIds(db: Queryable, keyName: string): Promise<boolean> {
  const [row] = await db.query<{ found: boolean }>(
    `select exists (select from sessions where id_key is null)
       or exists (select from sessions where id_key < $1)
       or exists (select from sessions where id_key > $1) as found`,
    [keyName],
  );
  return row!.found;
}

/**
 * A host's sessions with a number below `beforeNo`, newest first. Windows, corrected keys and the list of removed
 * players are left out; removed players are not counted in `players`.
 */
export async function listByHost(
  db: Queryable,
  host: string,
  beforeNo: number,
  limit: number,
): Promise<SessionRecord[]> {
  const rows = await db.query<Row>(
    `select ${summaryColumns}, null as windows
     from sessions s where s.host = $1 and s.no < $2 and s.deleted_at is null order by s.no desc limit $3`,
    [host, beforeNo, limit],
  );
  return rows.map((row) => {
    const record = toRecord(row);
    return { ...record, players: record.players - record.removed.length, removed: [], banned: [], keys: {} };
  });
}

/** Writes a new session and returns its number. Throws UNIQUE_VIOLATION if a live session has the same code. */
export async function insert(
  db: Queryable,
  session: Pick<
    SessionRecord,
    "id" | "host" | "code" | "quizId" | "version" | "title" | "questions" | "settings"
  > & {
    /** The name of the key that made the tag in the id; absent for an id without a tag. */
    idKey?: string;
  },
): Promise<number> {
  const { settings } = session;
  const [row] = await db.query<{ no: number }>(
    `with written as (
       insert into sessions (id, host, code, quiz_id, version, title, questions, pace, feedback, stats, scoring,
         grace_ms, late_join, opens_at, closes_at, gap_ms, expected_players, due_at, id_key, max_players,
         read_ms, close_when_all_answered, leaderboard, unique_nicknames, fairness)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, to_timestamp($14::float8 / 1000),
         to_timestamp($15::float8 / 1000), $16, $17, to_timestamp($14::float8 / 1000), $18, $19,
         $20, $21, $22, $23, $24)
       returning no)
     insert into session_players (session_no) select no from written returning session_no as no`,
    [
      session.id,
      session.host,
      session.code,
      session.quizId,
      session.version,
      session.title,
      session.questions,
      settings.pace,
      settings.feedback,
      settings.stats,
      settings.scoring,
      settings.graceMs,
      settings.lateJoin,
      settings.opensAt,
      settings.closesAt,
      settings.gapMs,
      settings.expectedPlayers,
      session.idKey ?? null,
      settings.maxPlayers,
      settings.readMs,
      settings.closeWhenAllAnswered,
      settings.leaderboard,
      settings.nicknames === "unique",
      settings.fairness,
    ],
  );
  return row!.no;
}

/** What is known of a session's decisions. */
export interface DecisionHistory {
  /** The time of the newest one, in epoch ms; null if none was recorded. */
  decidedAt: number | null;
  /** The ids of the host's steps that were taken last, the newest first. */
  recentSteps: readonly string[];
}

/** A session whose row this transaction has locked. */
export interface LockedSession extends DecisionHistory {
  session: SessionRecord;
}

/** Locks a session's row for this transaction, then reads the session; null if there is none. */
export async function lock(transaction: Queryable, no: number): Promise<LockedSession | null> {
  const [row] = await transaction.query<{ decidedAt: number | null; recentSteps: string[] | null }>(
    `select ${epochMs("decided_at")} as "decidedAt", recent_steps as "recentSteps"
     from sessions where no = $1 and deleted_at is null for no key update`,
    [no],
  );
  const session = row ? await byNo(transaction, no) : null;
  return session && { session, decidedAt: row!.decidedAt, recentSteps: row!.recentSteps ?? [] };
}

/** The time of the newest decision on any live session, in epoch ms; null if there is none. */
export async function newestDecision(db: Queryable): Promise<number | null> {
  const [row] = await db.query<{ at: number | null }>(
    `select ${epochMs("max(decided_at)")} as at from sessions where ended_at is null`,
  );
  return row?.at ?? null;
}

/** How many ids of steps a session keeps: far more than a host takes while one step is sent again. */
const RECENT_STEPS = 32;

/** When a change was decided, in epoch ms, and the id of the host's step if it is one. */
export interface Decision {
  at: number;
  stepId?: string | undefined;
}

/** SQL: the ids of the steps taken last, with one more. */
const withStep = (id: string) => `(${id} || coalesce(recent_steps, '{}'))[1:${RECENT_STEPS}]`;

/** Writes down that a locked session has had this step, which changed nothing. */
export async function rememberStep(transaction: Queryable, no: number, stepId: string): Promise<void> {
  await transaction.query(`update sessions set recent_steps = ${withStep("$2::text")} where no = $1`, [
    no,
    stepId,
  ]);
}

/** Writes a change of a locked session and increments its revision. */
export async function applyChange(
  transaction: Queryable,
  no: number,
  change: SessionChange,
  decision?: Decision,
): Promise<void> {
  await transaction.query(
    `update sessions set revision = revision + 1,
       opened_at = coalesce(to_timestamp($2::float8 / 1000), opened_at),
       ended_at = coalesce(to_timestamp($3::float8 / 1000), ended_at),
       paused_at = case when $6 then to_timestamp($7::float8 / 1000) else paused_at end,
       decided_at = greatest(decided_at, to_timestamp($4::float8 / 1000)),
       recent_steps = case when $5::text is null then recent_steps
         else ${withStep("$5::text")} end
     where no = $1`,
    [
      no,
      change.openedAt ?? null,
      change.endedAt ?? null,
      decision?.at ?? null,
      decision?.stepId ?? null,
      change.pausedAt !== undefined,
      change.pausedAt ?? null,
    ],
  );
  // Closes first: a window that opens now must not begin before them.
  if (change.windowsToClose?.length) await windows.close(transaction, no, change.windowsToClose);
  if (change.windowsToMove?.length) await windows.move(transaction, no, change.windowsToMove);
  if (change.windowsToOpen?.length) await windows.open(transaction, no, change.windowsToOpen);
  if (change.windowsToReveal?.length) await windows.reveal(transaction, no, change.windowsToReveal);
  if (change.windowsToDrop?.length) await windows.drop(transaction, no, change.windowsToDrop);
}
