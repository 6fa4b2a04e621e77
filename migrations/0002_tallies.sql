-- The ledgers: what each gateway received, by question (0: none was given) and by outcome. A gateway always writes
-- its full counts, under the name of its current run, so a write may be repeated or lost.
create table tallies (
  session_no int not null,
  question_no smallint not null,
  gateway text not null,
  accepted int not null,
  repeated int not null,
  changed int not null,
  early int not null,
  late int not null,
  invalid int not null,
  put_off int not null,
  primary key (session_no, question_no, gateway)
);
