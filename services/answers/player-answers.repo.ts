import type { PlayerAnswers } from "../../platform/contracts/contracts.ts";
import { type ScoredAnswer, toAnswerColumns } from "../../platform/contracts/scored-answers.ts";
import type { Queryable } from "../../platform/database/database.ts";

interface Row extends ScoredAnswer {
  ord: number;
}

/**
 * All answers of some players of a session, in one statement. It looks up each player in each window of the session by
 * the primary key: 10 µs of CPU each in a table of four million answers. An index by player would cost every answer
 * more.
 *
 * @param players their numbers; each is answered, also if it occurs twice
 */
export async function answersOfPlayers(
  db: Queryable,
  session: number,
  players: readonly number[],
): Promise<PlayerAnswers> {
  const rows = await db.query<Row>(
    `select p.ord::int as ord, a.question_no as question, a.choice, a.response, a.elapsed_ms as "elapsedMs", a.points,
       a.correct
     from unnest($2::int[]) with ordinality as p (player_no, ord)
     cross join question_windows w
     join answers a on a.session_no = $1 and a.question_no = w.question_no and a.player_no = p.player_no
     where w.session_no = $1
     order by p.ord, a.question_no`,
    [session, players],
  );
  const answers = new Array<number>(players.length).fill(0);
  for (const { ord } of rows) answers[ord - 1]!++;
  return { answers, ...toAnswerColumns(rows) };
}
