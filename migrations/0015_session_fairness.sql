-- From when the time of an answer counts: from the question's opening, or from when its gateway wrote it to the player.
alter table sessions add column fairness text not null default 'arrival'
  constraint sessions_fairness check (fairness in ('arrival', 'delivery'));
