import type { Client } from "pg";

/** Queries that share no code with Stampede. */

export interface Recount {
  question: number;
  rows: number;
  players: number;
  /** The number of answers per option, from option 0. */
  options: number[];
}

export async function recount(db: Client, session: number): Promise<Recount[]> {
  const { rows } = await db.query(
    `select question_no as question, choice, count(*)::int as rows, count(distinct player_no)::int as players
     from answers where session_no = $1 group by question_no, choice order by question_no, choice`,
    [session],
  );
  const byQuestion = Map.groupBy(
    rows as { question: number; choice: number; rows: number; players: number }[],
    (row) => row.question,
  );
  return [...byQuestion].map(([question, choices]) => {
    const options: number[] = [];
    for (const { choice, rows } of choices) options[choice] = rows;
    const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
    return {
      question,
      rows: sum(choices.map(({ rows }) => rows)),
      players: sum(choices.map(({ players }) => players)),
      options: Array.from(options, (count) => count ?? 0),
    };
  });
}

export interface RankedPlayer {
  playerNo: number;
  rank: number;
  points: number;
  elapsedMs: number;
}

/**
 * The first places: more points first, then more correct answers; time does not count, because the scoring is flat.
 * Equal players share a rank.
 */
export async function topPlayers(db: Client, session: number, limit: number): Promise<RankedPlayer[]> {
  const { rows } = await db.query(
    `select player_no as "playerNo", points::int, elapsed::float8 as "elapsedMs",
       (rank() over (order by points desc, correct desc))::int as rank
     from (
       select player_no, sum(points) as points, count(*) filter (where correct) as correct,
         coalesce(sum(elapsed_ms) filter (where correct), 0) as elapsed
       from answers where session_no = $1 group by player_no
     ) as sums order by rank, player_no limit $2`,
    [session, limit],
  );
  return rows;
}

export async function sessionNo(db: Client, id: string): Promise<number> {
  const { rows } = await db.query("select no from sessions where id = $1", [id]);
  return rows[0].no;
}
