import { type Queryable, sqlState } from "../../platform/database.ts";
import type { AnswerBatch, Standing } from "./answer-batch.ts";

/** An answer that the insert did not store: its place in the batch from 1, and why. */
export interface Exception {
  ord: number;
  why: "conflict" | "closed" | "notOpen" | "regrade";
}

/**
 * Stores a batch in one statement. Postgres itself decides what is in time and graded under the key that
 * holds: the windows are locked in share mode, so a close or a new key waits for this statement, and the next
 * one sees it. A receipt (`sending` 2) is good until 60 s after the close or the session's end, whichever is
 * first. Only what was not stored comes back.
 *
 * @param batch at most one answer a player and question
 */
export function store(db: Queryable, batch: AnswerBatch): Promise<Exception[]> {
  return db.query<Exception>(
    `with batch as materialized (
       select * from unnest($1::int[], $2::int[], $3::int[], $4::int[], $5::text[], $6::int[], $7::int[],
         $8::boolean[], $9::float8[], $10::int[], $11::int[]) with ordinality
         as b (session_no, question_no, player_no, choice, response, elapsed_ms, points, correct, received_ms,
           key_revision, sending, ord)
     ), windows as materialized (
       select w.session_no, w.question_no, w.opened_at, w.key_revision,
         w.closes_at + s.grace_ms * interval '1 millisecond' as shuts_at,
         least(w.closes_at + interval '60 seconds', s.ended_at + s.grace_ms * interval '1 millisecond')
           as receipts_until
       from question_windows w join sessions s on s.no = w.session_no
       where (w.session_no, w.question_no) in (select b.session_no, b.question_no from batch b)
       order by w.session_no, w.question_no
       for share of w
     ), judged as materialized (
       select b.*, to_timestamp(b.received_ms / 1000) as received_at, case
         when w.session_no is null or to_timestamp(b.received_ms / 1000) < w.opened_at then 'notOpen'
         when to_timestamp(b.received_ms / 1000) > w.shuts_at then 'closed'
         when b.sending = 2 and now() > w.receipts_until then 'closed'
         when b.key_revision <> w.key_revision then 'regrade' end as refusal
       from batch b left join windows w on w.session_no = b.session_no and w.question_no = b.question_no
     ), stored as (
       insert into answers (session_no, question_no, player_no, choice, response, elapsed_ms, points, correct,
         received_at, stored_xid)
       select session_no, question_no, player_no, choice, response, elapsed_ms, points, correct, received_at,
         (select pg_current_xact_id()::text::bigint)
       from judged where refusal is null order by session_no, question_no, player_no
       on conflict do nothing
       returning session_no, question_no, player_no
     )
     select j.ord::int, coalesce(j.refusal, 'conflict') as why
     from judged j left join stored s on s.session_no = j.session_no and s.question_no = j.question_no
       and s.player_no = j.player_no
     where s.session_no is null`,
    [
      batch.session,
      batch.question,
      batch.player,
      batch.choice,
      batch.response,
      batch.elapsedMs,
      batch.points,
      batch.correct,
      batch.receivedAt,
      batch.keyRevision,
      batch.sending,
    ],
  );
}

/** Stores a batch inside a transaction, which goes on as if nothing had been tried where the statement fails. */
export async function storeOrUndo(inside: Queryable, batch: AnswerBatch): Promise<Exception[]> {
  await inside.query("savepoint part");
  try {
    const exceptions = await store(inside, batch);
    await inside.query("release savepoint part");
    return exceptions;
  } catch (error) {
    if (sqlState(error)) await inside.query("rollback to savepoint part");
    throw error;
  }
}

/** The answers that stand for the players and questions of a batch; `ord` is the place in the batch from 1. */
export function standing(db: Queryable, batch: AnswerBatch): Promise<(Standing & { ord: number })[]> {
  return db.query(
    `select b.ord::int, a.choice, a.response, a.elapsed_ms as "elapsedMs", a.points, a.correct,
       (extract(epoch from a.received_at) * 1000)::float8 as "receivedAt"
     from unnest($1::int[], $2::int[], $3::int[]) with ordinality as b (session_no, question_no, player_no, ord)
     join answers a on a.session_no = b.session_no and a.question_no = b.question_no and a.player_no = b.player_no`,
    [batch.session, batch.question, batch.player],
  );
}

export interface StoredAnswer {
  playerNo: number;
  choice: number | null;
  response: string | null;
  elapsedMs: number;
  points: number;
  correct: boolean | null;
}

/** A page of one question's answers, by player number above `after`. */
export function page(
  db: Queryable,
  session: number,
  question: number,
  after: number,
  limit: number,
): Promise<StoredAnswer[]> {
  return db.query(
    `select player_no as "playerNo", choice, response, elapsed_ms as "elapsedMs", points, correct
     from answers where session_no = $1 and question_no = $2 and player_no > $3 order by player_no limit $4`,
    [session, question, after, limit],
  );
}

/**
 * Gives answers new points, where the question's key still has this revision; a new `stored_xid` shows the rows
 * to whoever reads the table onwards.
 *
 * @returns false where the key has been corrected since
 */
export async function rescore(
  db: Queryable,
  session: number,
  question: number,
  keyRevision: number,
  scores: { playerNo: number[]; points: number[]; correct: (boolean | null)[] },
): Promise<boolean> {
  const [row] = await db.query<{ holds: boolean }>(
    `with held as materialized (
       select 1 from question_windows where session_no = $1 and question_no = $2 and key_revision = $3 for share
     ), scored as (
       update answers a set points = s.points, correct = s.correct,
         stored_xid = (select pg_current_xact_id()::text::bigint)
       from unnest($4::int[], $5::int[], $6::boolean[]) as s (player_no, points, correct)
       where a.session_no = $1 and a.question_no = $2 and a.player_no = s.player_no and exists (select 1 from held)
     )
     select exists (select 1 from held) as holds`,
    [session, question, keyRevision, scores.playerNo, scores.points, scores.correct],
  );
  return row?.holds === true;
}
