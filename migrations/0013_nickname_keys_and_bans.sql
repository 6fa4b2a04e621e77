-- `nickname_key` is the nickname as typed texts are compared; null in rows of the release before. In a session with
-- unique nicknames the index lets only one of its players have each. Both indexes are empty at first: building them
-- reads the table once, and that is how long joins wait.
alter table players
  add column nickname_key text,
  add column nickname_is_unique boolean not null default false,
  -- When a removed player was also banned: the key with which they joined lets nobody in.
  add column banned_at timestamptz;
create unique index players_by_unique_nickname on players (session_no, nickname_key)
  where nickname_is_unique and removed_at is null;
create index players_by_banned_key on players (session_no, join_key) where banned_at is not null;

-- Whether players of the session are banned. In all other sessions a join does not look for banned keys.
alter table sessions add column has_bans boolean not null default false;
