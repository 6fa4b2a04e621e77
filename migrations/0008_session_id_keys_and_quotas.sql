-- Which key made the tag in a session's id; null for an id without a tag.
alter table sessions add column id_key text;
create index sessions_by_id_key on sessions (id_key);

-- The versions of a quiz that sessions use.
create index sessions_by_quiz on sessions (quiz_id, version);

-- The size of a version's JSON. Of versions that were written before it is null, and their size in the table counts: an
-- update of every row would keep the table locked for long.
alter table quiz_versions add column bytes int;

-- What each host has stored. Triggers keep the counts, so they are exact whoever writes, and no call counts rows.
-- The `max_` columns are an operator's exceptions from the settings.
create table host_usage (
  host text primary key,
  quizzes int not null default 0,
  quiz_bytes bigint not null default 0,
  sessions int not null default 0,
  max_quizzes int,
  max_quiz_bytes bigint,
  max_sessions int,
  max_players bigint,
  max_expected_players int
) with (fillfactor = 50);

-- The players of all sessions of a host, in its own table so that joins never wait while a quiz is written.
create table host_players (
  host text primary key,
  players bigint not null default 0
) with (fillfactor = 50);

-- Locks are taken in this order, so that nothing deadlocks: a quiz, a session, host_players, host_usage, a version.
-- The triggers lock the tables until the end of this transaction, so that nothing is written before the first counts.
create function measure_version() returns trigger language plpgsql as $$
begin
  new.bytes := coalesce(new.bytes, pg_column_size(new.content));
  return new;
end $$;
create trigger measure_version before insert on quiz_versions
  for each row execute function measure_version();

-- Quizzes that their host has not deleted.
create function count_quizzes() returns trigger language plpgsql as $$
declare
  change int := 0;
begin
  if tg_op <> 'INSERT' and old.deleted_at is null then change := change - 1; end if;
  if tg_op <> 'DELETE' and new.deleted_at is null then change := change + 1; end if;
  if change <> 0 then
    insert into host_usage as u (host, quizzes) values (coalesce(new.host, old.host), change)
    on conflict (host) do update set quizzes = u.quizzes + excluded.quizzes;
  end if;
  return null;
end $$;
create trigger count_quizzes after insert or delete or update of deleted_at on quizzes
  for each row execute function count_quizzes();

-- The bytes of all versions that are stored, also those of deleted quizzes that sessions still need.
create function count_quiz_bytes() returns trigger language plpgsql as $$
begin
  insert into host_usage as u (host, quiz_bytes)
  select q.host, case tg_op when 'INSERT' then new.bytes else -coalesce(old.bytes, pg_column_size(old.content)) end
  from quizzes q where q.id = coalesce(new.quiz_id, old.quiz_id)
  on conflict (host) do update set quiz_bytes = u.quiz_bytes + excluded.quiz_bytes;
  return null;
end $$;
create trigger count_quiz_bytes after insert or delete on quiz_versions
  for each row execute function count_quiz_bytes();

-- Deletes the versions of a quiz that nobody can reach any more: older ones than the newest, and all of a deleted
-- quiz, unless a session uses them. First it locks them: it waits for a session that is being created, and sees it.
create function drop_unused_versions(quiz text) returns void language plpgsql as $$
declare
  unreachable int[];
begin
  select array_agg(l.version) into unreachable from (
    select v.version from quiz_versions v join quizzes q on q.id = v.quiz_id
    where v.quiz_id = quiz and (q.deleted_at is not null or v.version < q.version)
    order by v.version for update of v) l;
  delete from quiz_versions v
  where v.quiz_id = quiz and v.version = any(unreachable)
    and not exists (select from sessions s where s.quiz_id = v.quiz_id and s.version = v.version);
  delete from quizzes q
  where q.id = quiz and q.deleted_at is not null
    and not exists (select from quiz_versions v where v.quiz_id = q.id);
end $$;

create function count_sessions() returns trigger language plpgsql as $$
begin
  insert into host_usage as u (host, sessions)
  values (coalesce(new.host, old.host), case tg_op when 'INSERT' then 1 else -1 end)
  on conflict (host) do update set sessions = u.sessions + excluded.sessions;
  if tg_op = 'DELETE' then perform drop_unused_versions(old.quiz_id); end if;
  return null;
end $$;
create trigger count_sessions after insert or delete on sessions
  for each row execute function count_sessions();

-- One statement may change many sessions; the order of the hosts is the same in every transaction, so two batches of
-- joins cannot deadlock. Delete a row of session_players before its session.
create function count_players() returns trigger language plpgsql as $$
begin
  insert into host_players as u (host, players)
  select s.host, sum(c.change)
  from (
    select n.session_no, n.players - o.players as change
    from new_rows n join old_rows o on o.session_no = n.session_no where n.players <> o.players) c
  join sessions s on s.no = c.session_no
  group by s.host order by s.host
  on conflict (host) do update set players = u.players + excluded.players;
  return null;
end $$;
create trigger count_players after update on session_players
  referencing old table as old_rows new table as new_rows
  for each statement execute function count_players();

create function count_deleted_players() returns trigger language plpgsql as $$
begin
  insert into host_players as u (host, players)
  select s.host, -sum(o.players)
  from old_rows o join sessions s on s.no = o.session_no
  group by s.host order by s.host
  on conflict (host) do update set players = u.players + excluded.players;
  return null;
end $$;
create trigger count_deleted_players after delete on session_players
  referencing old table as old_rows for each statement execute function count_deleted_players();

insert into host_usage (host, quizzes, quiz_bytes, sessions)
select host, sum(quizzes), sum(quiz_bytes), sum(sessions)
from (
  select host, 1 as quizzes, 0 as quiz_bytes, 0 as sessions from quizzes where deleted_at is null
  union all
  select q.host, 0, pg_column_size(v.content), 0 from quiz_versions v join quizzes q on q.id = v.quiz_id
  union all
  select host, 0, 0, 1 from sessions
) stored
group by host;

insert into host_players (host, players)
select s.host, sum(p.players) from sessions s join session_players p on p.session_no = s.no group by s.host;
