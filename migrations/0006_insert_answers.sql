-- Stores a batch of answers and returns the rows that it did not store: the row's number in the batch, from 1, and the
-- reason: 'conflict' (there is an answer already), 'late', 'notOpen' or 'regrade' (the question's key has changed).
--
-- It replaces store_answers (0004) and does the same. Nodes of the release before still call that one, so a later
-- migration drops it.
--
-- It is a function because Postgres caches a function's plans on the connection, whichever client uses it. Planning
-- the same statements each time cost as much as storing 200 rows, and PgBouncer does not forward named statements.
--
-- `session_nos`, `question_nos` and `key_revisions` list the windows of the batch, each once. All other arrays have one
-- element per answer; `window_indexes` says which window it belongs to, from 1, and `received_ms` is epoch ms.
-- At most one answer per player and question. If `may_conflict` is false and there is an answer already, nothing is
-- stored and the error is 23505.
create function insert_answers(
  session_nos int[], question_nos int[], key_revisions int[],
  window_indexes int[], player_nos int[], choices int[], responses text[], elapsed int[], points int[],
  is_correct boolean[], received_ms float8[], deliveries int[], may_conflict boolean
)
returns table (row_no int, reason text)
language plpgsql
-- Plans are made once, for any values. The tables may still be small then; the plans must be good when they are large.
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
as $$
declare
  xid bigint := pg_current_xact_id()::text::bigint;
  opened_at timestamptz[];
  late_after timestamptz[];
  receipts_late_after timestamptz[];
  key_is_current boolean[];
  stored_count int;
begin
  -- Locks the windows in share mode: a close or a new key waits for this transaction, and later statements see it.
  select array_agg(coalesce(w.opened_at, 'infinity') order by batch.index),
    array_agg(coalesce(w.closes_at + w.grace, 'infinity') order by batch.index),
    array_agg(
      coalesce(least(w.closes_at + interval '60 seconds', w.ended_at + w.grace), 'infinity') order by batch.index
    ),
    array_agg(w.key_revision = batch.key_revision order by batch.index)
  into opened_at, late_after, receipts_late_after, key_is_current
  from unnest(session_nos, question_nos, key_revisions) with ordinality
    as batch (session_no, question_no, key_revision, index)
  left join (
    select q.session_no, q.question_no, q.key_revision, q.opened_at, q.closes_at, s.ended_at,
      s.grace_ms * interval '1 millisecond' as grace
    from question_windows q join sessions s on s.no = q.session_no
    where (q.session_no, q.question_no) in (select * from unnest(session_nos, question_nos))
    order by q.session_no, q.question_no
    for share of q
  ) w on w.session_no = batch.session_no and w.question_no = batch.question_no;

  -- Inserts in the order of the primary key, so that two batches with the same rows cannot deadlock.
  insert into answers (session_no, question_no, player_no, choice, response, elapsed_ms, points, correct,
    received_at, stored_xid)
  select session_nos[b.w], question_nos[b.w], b.player_no, b.choice, b.response, b.elapsed_ms, b.points, b.correct,
    b.received_at, xid
  from (
    select u.*, to_timestamp(u.ms / 1000) as received_at
    from unnest(
      window_indexes, player_nos, choices, responses, elapsed, points, is_correct, received_ms, deliveries
    ) as u (w, player_no, choice, response, elapsed_ms, points, correct, ms, delivery)
  ) b
  where b.received_at >= opened_at[b.w] and b.received_at <= late_after[b.w]
    and (b.delivery <> 2 or now() <= receipts_late_after[b.w])
    and key_is_current[b.w]
    and (not may_conflict or (
      select a.stored_xid from answers a
      where a.session_no = session_nos[b.w] and a.question_no = question_nos[b.w] and a.player_no = b.player_no
    ) is null)
  order by 1, 2, 3;

  get diagnostics stored_count = row_count;
  if stored_count = cardinality(player_nos) then return; end if;

  return query
  select b.ord::int, case
    when b.received_at < opened_at[b.w] then 'notOpen'
    when b.received_at > late_after[b.w] then 'late'
    when b.delivery = 2 and now() > receipts_late_after[b.w] then 'late'
    when not key_is_current[b.w] then 'regrade'
    else 'conflict' end
  from (
    select u.*, to_timestamp(u.ms / 1000) as received_at
    from unnest(window_indexes, player_nos, received_ms, deliveries) with ordinality
      as u (w, player_no, ms, delivery, ord)
  ) b
  where (
    select a.stored_xid from answers a
    where a.session_no = session_nos[b.w] and a.question_no = question_nos[b.w] and a.player_no = b.player_no
  ) is distinct from xid
  order by 1;
end $$;
