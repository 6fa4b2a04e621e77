-- The books: what each gateway received, by question (0: none was named) and by verdict. A gateway writes its
-- whole count anew each time, under the name of its present life, so a write may be repeated or lost.
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
