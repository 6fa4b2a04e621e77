import type { ScoredAnswer } from "../../platform/contracts/scored-answers.ts";
import type { Queryable } from "../../platform/database/database.ts";

/** An answer with its player, and how far the page was read. */
export interface PageRow extends ScoredAnswer {
  playerNo: number;
  /** Null if there is no such player. */
  nickname: string | null;
  isRemoved: boolean;
  /** Epoch ms. */
  receivedAt: number;
  /** All answers up to this player were found; null: all answers. The same in each row. */
  completeTo: number | null;
  /** How many answers were found up to `completeTo`; there may be fewer rows. The same in each row. */
  found: number;
}

/** At most so many answers, players, and bytes of typed texts (as JSON) in a page. One answer is always in. */
export interface PageLimits {
  answers: number;
  players: number;
  textBytes: number;
}

/** The questions of a session that may have answers. */
export async function answerableQuestions(db: Queryable, session: number): Promise<number[]> {
  const rows = await db.query<{ question: number }>(
    "select question_no as question from question_windows where session_no = $1 order by question_no",
    [session],
  );
  return rows.map(({ question }) => question);
}

/** Whether the session has not been deleted. */
export async function isThere(db: Queryable, session: number): Promise<boolean> {
  const rows = await db.query("select from sessions where no = $1 and deleted_at is null", [session]);
  return rows.length > 0;
}

/**
 * The next answers of a session after a player's answer to a question, in order of player and question.
 *
 * The primary key begins with session and question. So it reads from each question the next `perQuestion` answers,
 * which is a scan of a range of that index, and keeps those of the players up to whom it has read every question. One
 * read costs at most `questions × perQuestion` rows, wherever it begins.
 *
 * @param perQuestion at least 1, so at least one answer is returned if there is one
 */
export function readPage(
  db: Queryable,
  session: number,
  questions: readonly number[],
  after: { player: number; question: number },
  perQuestion: number,
  limits: PageLimits,
): Promise<PageRow[]> {
  return db.query(
    `with found as (
       select a.* from unnest($2::int[]) as q (question_no) cross join lateral (
         select player_no, question_no, choice, response, elapsed_ms, points, correct, received_at
         from answers
         where session_no = $1 and question_no = q.question_no and player_no >= $3
           and (player_no > $3 or question_no > $4)
         order by player_no limit $5
       ) a
     ), complete as (
       select min(player_no) as to_player from (
         select max(player_no) as player_no from found group by question_no having count(*) = $5
       ) questions_with_more
     ), page as (
       select f.*, c.to_player, count(*) over () as found,
         row_number() over in_order as row_no,
         dense_rank() over (order by f.player_no) as player_rank,
         sum(coalesce(octet_length(to_json(f.response)::text), 0)) over in_order as text_bytes
       from found f cross join complete c
       where c.to_player is null or f.player_no <= c.to_player
       window in_order as (order by f.player_no, f.question_no)
     )
     select g.player_no as "playerNo", p.nickname, p.removed_at is not null as "isRemoved",
       g.question_no as question, g.choice, g.response, g.elapsed_ms as "elapsedMs", g.points, g.correct,
       (extract(epoch from g.received_at) * 1000)::float8 as "receivedAt",
       g.to_player as "completeTo", g.found::int as found
     -- A plain join may read all players for each answer if the tables have no statistics, as in the embedded database.
     from page g left join lateral (
       select nickname, removed_at from players where session_no = $1 and player_no = g.player_no limit 1
     ) p on true
     where g.row_no = 1 or (g.row_no <= $6 and g.player_rank <= $7 and g.text_bytes <= $8)
     order by g.player_no, g.question_no`,
    [
      session,
      questions,
      after.player,
      after.question,
      perQuestion,
      limits.answers,
      limits.players,
      limits.textBytes,
    ],
  );
}
