-- Quizzes: a version never changes and is never deleted; deleting a quiz hides it from its host.
create table quizzes (
  id text primary key,
  host text not null,
  version int not null,
  title text not null,
  questions int not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz
);
create index quizzes_of_host on quizzes (host, updated_at desc, id desc) where deleted_at is null;

create table quiz_versions (
  quiz_id text not null references quizzes,
  version int not null,
  content jsonb not null,
  created_at timestamptz not null default now(),
  primary key (quiz_id, version)
);

-- Sessions: `no` is the internal key, `id` the public one. `due_at` is when the scheduler must next act on the
-- session; null means never.
create table sessions (
  no int generated always as identity primary key,
  id text not null unique,
  host text not null,
  code text not null,
  quiz_id text not null,
  version int not null,
  title text not null,
  questions int not null,
  pace text not null,
  feedback text not null,
  stats text not null,
  scoring text not null,
  grace_ms int not null,
  late_join boolean not null,
  opens_at timestamptz,
  closes_at timestamptz,
  gap_ms int not null,
  expected_players int,
  revision int not null default 1,
  opened_at timestamptz,
  ended_at timestamptz,
  due_at timestamptz,
  created_at timestamptz not null default now(),
  foreign key (quiz_id, version) references quiz_versions
);
create unique index sessions_by_live_code on sessions (code) where ended_at is null;
create index sessions_of_host on sessions (host, no desc);
create index sessions_due on sessions (due_at) where due_at is not null;

-- The number of players, in its own table so that many joins never wait for a host's step.
create table session_players (
  session_no int primary key references sessions,
  players int not null default 0
);

-- When each question takes answers. An insert of answers and a change of the window or key lock the same row.
-- `key_revision` says which key an answer must have been graded with.
create table question_windows (
  session_no int not null references sessions,
  question_no smallint not null,
  opened_at timestamptz not null,
  closes_at timestamptz,
  revealed_at timestamptz,
  key_revision smallint not null default 0,
  primary key (session_no, question_no)
);

create table players (
  session_no int not null,
  player_no int not null,
  nickname text not null,
  joined_at timestamptz not null default now(),
  removed_at timestamptz,
  primary key (session_no, player_no)
);
create index players_removed on players (session_no) where removed_at is not null;

-- Questions that were voided or got a corrected key. `done_at` is null while answers are being rescored.
create table corrections (
  session_no int not null references sessions,
  no int generated always as identity,
  kind text not null check (kind in ('void', 'key')),
  question_no smallint not null,
  reason text not null,
  from_key jsonb,
  to_key jsonb,
  at timestamptz not null default now(),
  done_at timestamptz,
  primary key (session_no, no)
);

-- One row per answer. `choice` is an option's id (single, truefalse, poll) or a bit mask of ids (multiple);
-- `response` is the typed text (numeric, text); `correct` is null for a poll. `stored_xid` is the transaction that
-- stored or rescored the row: a reader continues exactly where its last snapshot ended.
create table answers (
  session_no int not null,
  player_no int not null,
  choice int,
  elapsed_ms int not null,
  points smallint not null,
  question_no smallint not null,
  correct boolean,
  received_at timestamptz not null,
  stored_at timestamptz not null default now(),
  stored_xid bigint not null default (pg_current_xact_id()::text::bigint),
  response text,
  primary key (session_no, question_no, player_no)
);
create index answers_by_xid on answers using brin (stored_xid) with (pages_per_range = 16, autosummarize = on);
