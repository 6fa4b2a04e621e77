-- Stores a batch of answers and returns the rows that it did not store: the row's number in the batch, from 1, and
-- 'conflict' (there is an answer already), 'closed', 'notOpen' or 'regrade' (the question's key has changed).
--
-- It is a function because Postgres caches a function's plans on the connection, whichever client uses it. Planning
-- the same statements each time cost as much as storing 200 rows, and PgBouncer does not forward named statements.
--
-- `session_nos`, `question_nos` and `key_revisions` list the windows of the batch, each once; `windows` says for each
-- answer which window it belongs to, from 1. At most one answer per player and question. `arrivals` is epoch ms.
-- If `may_stand` is false and there is an answer already, nothing is stored and the error is 23505.
create function store_answers(
  session_nos int[], question_nos int[], key_revisions int[],
  windows int[], players int[], choices int[], responses text[], elapsed int[], earned int[], rights boolean[],
  arrivals float8[], sendings int[], may_stand boolean
)
returns table (ord int, why text)
language plpgsql
-- Plans are made once, for any values. The tables may still be small then; the plans must be good when they are large.
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
as $$
declare
  xid bigint := pg_current_xact_id()::text::bigint;
  opened timestamptz[];
  shut timestamptz[];
  receipts_end timestamptz[];
  holds boolean[];
  stored int;
begin
  -- Locks the windows in share mode: a close or a new key waits for this transaction, and later statements see it.
  select array_agg(coalesce(w.opened_at, 'infinity') order by g.place),
    array_agg(coalesce(w.closes_at + w.grace, 'infinity') order by g.place),
    array_agg(coalesce(least(w.closes_at + interval '60 seconds', w.ended_at + w.grace), 'infinity') order by g.place),
    array_agg(w.key_revision = g.key_revision order by g.place)
  into opened, shut, receipts_end, holds
  from unnest(session_nos, question_nos, key_revisions) with ordinality
    as g (session_no, question_no, key_revision, place)
  left join (
    select q.session_no, q.question_no, q.key_revision, q.opened_at, q.closes_at, s.ended_at,
      s.grace_ms * interval '1 millisecond' as grace
    from question_windows q join sessions s on s.no = q.session_no
    where (q.session_no, q.question_no) in (select * from unnest(session_nos, question_nos))
    order by q.session_no, q.question_no
    for share of q
  ) w on w.session_no = g.session_no and w.question_no = g.question_no;

  -- Inserts in the order of the primary key, so that two batches with the same rows cannot deadlock.
  insert into answers (session_no, question_no, player_no, choice, response, elapsed_ms, points, correct,
    received_at, stored_xid)
  select session_nos[b.w], question_nos[b.w], b.player_no, b.choice, b.response, b.elapsed_ms, b.points, b.correct,
    b.received_at, xid
  from (
    select u.*, to_timestamp(u.received_ms / 1000) as received_at
    from unnest(windows, players, choices, responses, elapsed, earned, rights, arrivals, sendings)
      as u (w, player_no, choice, response, elapsed_ms, points, correct, received_ms, sending)
  ) b
  where b.received_at >= opened[b.w] and b.received_at <= shut[b.w]
    and (b.sending <> 2 or now() <= receipts_end[b.w])
    and holds[b.w]
    and (not may_stand or (
      select a.stored_xid from answers a
      where a.session_no = session_nos[b.w] and a.question_no = question_nos[b.w] and a.player_no = b.player_no
    ) is null)
  order by 1, 2, 3;

  get diagnostics stored = row_count;
  if stored = cardinality(players) then return; end if;

  return query
  select b.place::int, case
    when b.received_at < opened[b.w] then 'notOpen'
    when b.received_at > shut[b.w] then 'closed'
    when b.sending = 2 and now() > receipts_end[b.w] then 'closed'
    when not holds[b.w] then 'regrade'
    else 'conflict' end
  from (
    select u.*, to_timestamp(u.received_ms / 1000) as received_at
    from unnest(windows, players, arrivals, sendings) with ordinality as u (w, player_no, received_ms, sending, place)
  ) b
  where (
    select a.stored_xid from answers a
    where a.session_no = session_nos[b.w] and a.question_no = question_nos[b.w] and a.player_no = b.player_no
  ) is distinct from xid
  order by 1;
end $$;
