-- Which request created what: the same request again gets the first reply. `key` is the host's `Idempotency-Key`, or one
-- that the gateway made, with a prefix for each. `reply` is what the reply needs and the request does not say. Rows of
-- more than 24 hours count as absent.
create table idempotency_keys (
  host text not null,
  key text not null,
  request_hash bytea not null,
  resource_id text not null,
  reply jsonb,
  created_at timestamptz not null default now(),
  primary key (host, key)
);
create index idempotency_keys_by_age on idempotency_keys (created_at);

-- When the host deleted the session: from then on nobody finds it, and its rows are deleted in the background, the
-- session's own row last. Nodes of the release before see a session that has ended.
alter table sessions add column deleted_at timestamptz;
create index sessions_deleted on sessions (no) where deleted_at is not null;

-- A deleted session does not count from its deletion on; replaces the function of migration 0008.
create or replace function count_sessions() returns trigger language plpgsql as $$
declare
  change int := 0;
begin
  if tg_op <> 'INSERT' and old.deleted_at is null then change := change - 1; end if;
  if tg_op <> 'DELETE' and new.deleted_at is null then change := change + 1; end if;
  if change <> 0 then
    insert into host_usage as u (host, sessions) values (coalesce(new.host, old.host), change)
    on conflict (host) do update set sessions = u.sessions + excluded.sessions;
  end if;
  if tg_op = 'DELETE' then perform drop_unused_versions(old.quiz_id); end if;
  return null;
end $$;
create trigger count_deleted_sessions after update of deleted_at on sessions
  for each row execute function count_sessions();

-- Counts and notes of a deleted session are not written: a gateway may send them late. The lock makes the deletion of
-- the session's row wait for those that are being written. Answers need no such check: their windows are deleted at
-- once, and without its window no answer is stored.
create function skip_deleted_session() returns trigger language plpgsql as $$
begin
  perform from sessions where no = new.session_no and deleted_at is null for key share;
  if not found then return null; end if;
  return new;
end $$;
create trigger skip_deleted_session before insert on tallies
  for each row execute function skip_deleted_session();
create trigger skip_deleted_session before insert on put_off_answers
  for each row execute function skip_deleted_session();
