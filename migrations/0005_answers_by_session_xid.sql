-- A session's new answers, by the transaction that wrote them: what a board reads at each refresh. The index before
-- this one told blocks of the table, of all sessions, and those of the last minute not at all, so that a refresh
-- looked through the whole session. Rows of one transaction share an entry, and a new one goes to the end.
create index answers_by_session_xid on answers (session_no, stored_xid);
drop index answers_by_xid;
