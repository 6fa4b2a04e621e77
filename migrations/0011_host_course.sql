-- More settings of a session, and where its course stands. `read_ms` is how long a question is shown before its window
-- opens; `leaderboard` is when players see one. `paused_at` is null while the programme of pace `auto` runs.
alter table sessions
  add column read_ms int not null default 0,
  add column close_when_all_answered boolean not null default false,
  add column leaderboard text not null default 'each',
  add column unique_nicknames boolean not null default false,
  add column locked boolean not null default false,
  add column paused_at timestamptz;
