-- What became of put-off answers that do not count, for the audit: 'expired' (in time, but nobody brought it before the
-- limit) or 'contested' (another answer of the player counts). One row per player and question; the last word counts.
create table put_off_answers (
  session_no int not null,
  question_no smallint not null,
  player_no int not null,
  fate text not null check (fate in ('expired', 'contested')),
  received_at timestamptz not null,
  noted_at timestamptz not null default now(),
  primary key (session_no, question_no, player_no)
);

-- Stores a batch of answers, as the function of the same name with 13 parameters does (0006), which nodes of the
-- release before still call; a later migration drops that one. New are the rules for put-off answers: `deliveries` 2
-- (brought by the player) and 3 (brought by the gateway that put it off).
--
-- A put-off answer counts until 60 s after the close, or until the host ends the session. In pace `self` and `auto` a
-- session ends by itself right after its last close, so there the close alone decides. The close is the moment at which
-- players could learn of it: later than `closes_at` if the database was away, since then nobody could write it down.
-- While the nodes were not connected (from `outage_from_ms` to `outage_to_ms`, both null if they always were), nobody
-- could bring an answer either: after a close in that time, the 60 s begin at its end.
--
-- A put-off answer that a player brings just after the reveal waits for 10 s: first the gateways bring what they put off,
-- so that nobody chooses among answers of different gateways after the key is known.
--
-- More reasons are 'expired' (past that limit) and 'unsettled' (it must wait).
create function insert_answers(
  session_nos int[], question_nos int[], key_revisions int[],
  window_indexes int[], player_nos int[], choices int[], responses text[], elapsed int[], points int[],
  is_correct boolean[], received_ms float8[], deliveries int[], may_conflict boolean,
  outage_from_ms float8, outage_to_ms float8
)
returns table (row_no int, reason text)
language plpgsql
-- Plans are made once, for any values. The tables may still be small then; the plans must be good when they are large.
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
as $$
declare
  xid bigint := pg_current_xact_id()::text::bigint;
  outage_from timestamptz := to_timestamp(outage_from_ms / 1000);
  outage_to timestamptz := to_timestamp(outage_to_ms / 1000);
  opened_at timestamptz[];
  late_after timestamptz[];
  expires_at timestamptz[];
  settled_at timestamptz[];
  key_is_current boolean[];
  stored_count int;
begin
  -- Locks the windows in share mode: a close or a new key waits for this transaction, and later statements see it.
  select array_agg(coalesce(w.opened_at, 'infinity') order by batch.index),
    array_agg(coalesce(w.closes_at + w.grace, 'infinity') order by batch.index),
    array_agg(coalesce(
      least(
        interval '60 seconds'
          + case when w.closed_at >= outage_from then greatest(w.closed_at, outage_to) else w.closed_at end,
        case when w.pace <> 'host' and w.revealed_at <= w.ended_at then null else w.ended_at + w.grace end
      ),
      'infinity'
    ) order by batch.index),
    array_agg(coalesce(
      case when w.revealed_at is not null then greatest(w.revealed_at, outage_to) + interval '10 seconds' end,
      '-infinity'
    ) order by batch.index),
    array_agg(w.key_revision = batch.key_revision order by batch.index)
  into opened_at, late_after, expires_at, settled_at, key_is_current
  from unnest(session_nos, question_nos, key_revisions) with ordinality
    as batch (session_no, question_no, key_revision, index)
  left join (
    select q.session_no, q.question_no, q.key_revision, q.opened_at, q.closes_at, q.revealed_at, s.ended_at, s.pace,
      s.grace_ms * interval '1 millisecond' as grace,
      case when q.revealed_at is not null
        then greatest(q.closes_at, q.revealed_at - s.grace_ms * interval '1 millisecond') end as closed_at
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
    and (b.delivery < 2 or now() <= expires_at[b.w])
    and (b.delivery <> 2 or now() >= settled_at[b.w])
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
    when b.delivery >= 2 and now() > expires_at[b.w] then 'expired'
    when not key_is_current[b.w] then 'regrade'
    when b.delivery = 2 and now() < settled_at[b.w] then 'unsettled'
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
