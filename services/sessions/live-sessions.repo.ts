import type { LiveSession } from "../../platform/contracts/operator-contracts.ts";
import type { Queryable } from "../../platform/database/database.ts";

interface Row extends Omit<LiveSession, "state" | "open"> {
  isOpen: boolean;
  count: number;
  first: number | null;
  last: number | null;
  total: number;
}

/**
 * The sessions that have not ended: open ones first, then the newest. `total` is the number of all of them.
 *
 * @param now epoch ms, by the clock of this node, as the windows are
 */
export async function liveSessions(
  db: Queryable,
  limit: number,
  now: number,
): Promise<{ sessions: LiveSession[]; total: number }> {
  const rows = await db.query<Row>(
    `with live as materialized (
       select no, id, code, title, pace, questions, opened_at is not null as is_open,
         (count(*) over ())::int as total
       from sessions where ended_at is null
       order by is_open desc, no desc limit $1)
     select l.no, l.id, l.code, l.title, l.pace, l.questions, l.is_open as "isOpen", l.total,
       coalesce(p.players, 0) as players, w.count, w.first, w.last
     from live l left join session_players p on p.session_no = l.no
     cross join lateral (
       select count(*)::int as count, min(question_no) as first, max(question_no) as last
       from question_windows
       where session_no = l.no and opened_at <= to_timestamp($2::float8 / 1000)
         and (closes_at is null or closes_at > to_timestamp($2::float8 / 1000))) w
     order by l.is_open desc, l.no desc`,
    [limit, now],
  );
  const sessions = rows.map(
    ({ isOpen, count, first, last, total: _total, ...session }): LiveSession => ({
      ...session,
      state: isOpen ? "open" : "lobby",
      open: first === null || last === null ? null : { count, first, last },
    }),
  );
  return { sessions, total: rows[0]?.total ?? 0 };
}
