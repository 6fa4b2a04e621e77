-- A session's new answers, by the transaction that wrote them: a board reads them at each refresh. The previous index
-- (BRIN) found blocks of all sessions, and not those of the last minute, so a refresh scanned the whole session. Rows
-- of one transaction share an entry, and new entries go to the end.
create index answers_by_session_xid on answers (session_no, stored_xid);
drop index answers_by_xid;
