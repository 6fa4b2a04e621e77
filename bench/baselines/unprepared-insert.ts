import type { Queryable } from "../../platform/database/database.ts";
import type { AnswerBatch } from "../../services/answers/answer-batch.ts";

/**
 * The checks and the insert of `store_answers` in one statement, which Postgres plans on every execution. Duplicates
 * are ignored with `on conflict do nothing`. A client without a function in the database would use this.
 */
const STATEMENT = `
  with batch as materialized (
    select * from unnest($1::int[], $2::int[], $3::int[], $4::int[], $5::text[], $6::int[], $7::int[], $8::boolean[],
      $9::float8[], $10::int[], $11::int[]) with ordinality
      as b (session_no, question_no, player_no, choice, response, elapsed_ms, points, correct, received_ms,
        key_revision, delivery, ord)
  ), windows as materialized (
    select w.session_no, w.question_no, w.opened_at, w.key_revision,
      w.closes_at + s.grace_ms * interval '1 millisecond' as accepts_until,
      least(w.closes_at + interval '60 seconds', s.ended_at + s.grace_ms * interval '1 millisecond') as receipts_until
    from question_windows w join sessions s on s.no = w.session_no
    where (w.session_no, w.question_no) in (select b.session_no, b.question_no from batch b)
    order by w.session_no, w.question_no
    for share of w
  ), checked as materialized (
    select b.*, to_timestamp(b.received_ms / 1000) as received_at, case
      when w.session_no is null or to_timestamp(b.received_ms / 1000) < w.opened_at then 'notOpen'
      when to_timestamp(b.received_ms / 1000) > w.accepts_until then 'closed'
      when b.delivery = 2 and now() > w.receipts_until then 'closed'
      when b.key_revision <> w.key_revision then 'regrade' end as rejection
    from batch b left join windows w on w.session_no = b.session_no and w.question_no = b.question_no
  ), stored as (
    insert into answers (session_no, question_no, player_no, choice, response, elapsed_ms, points, correct, received_at)
    select session_no, question_no, player_no, choice, response, elapsed_ms, points, correct, received_at
    from checked where rejection is null order by session_no, question_no, player_no
    on conflict do nothing
    returning session_no, question_no, player_no
  )
  select j.ord::int, coalesce(j.rejection, 'conflict') as reason
  from checked j left join stored s on s.session_no = j.session_no and s.question_no = j.question_no
    and s.player_no = j.player_no
  where s.session_no is null`;

/** Stores a batch and returns the rows that were not stored, with the reason. */
export function insertUnprepared(
  db: Queryable,
  batch: AnswerBatch,
): Promise<{ ord: number; reason: string }[]> {
  return db.query(STATEMENT, [
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
    batch.delivery,
  ]);
}
