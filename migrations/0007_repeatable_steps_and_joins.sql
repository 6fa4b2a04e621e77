-- `decided_at` is the time of the newest decision on the session: no later one is dated before it, whichever node takes
-- it. `recent_steps` has the ids of the newest steps, so that a step that is sent to a second node is not taken twice.
alter table sessions add column decided_at timestamptz, add column recent_steps text[];

-- A hash of the secret with which a player joined: the same join again is the same player. A removed player's does not
-- count.
alter table players add column join_key uuid;
create unique index players_by_join_key on players (session_no, join_key)
  where join_key is not null and removed_at is null;
