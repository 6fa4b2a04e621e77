import { Client } from "pg";
import type { Cluster } from "../../dev-cluster/cluster.ts";

/** A row of the answers table. */
export interface StoredAnswer {
  question: number;
  player: number;
  choice: number;
  elapsedMs: number;
}

/** One question, recounted from the table: how often each option was chosen. */
export interface Recount {
  question: number;
  attempts: number;
  counts: number[];
}

/** Queries Postgres directly, without PgBouncer and any proxy. */
export async function queryPostgres<Row extends object>(
  cluster: Cluster,
  text: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const client = new Client({ connectionString: cluster.servers.postgres.adminUrl });
  client.on("error", () => {});
  await client.connect();
  try {
    return (await client.query<Row>(text, values)).rows;
  } finally {
    await client.end();
  }
}

export function storedAnswers(cluster: Cluster, session: string): Promise<StoredAnswer[]> {
  return queryPostgres(
    cluster,
    `select question_no as question, player_no as player, choice, elapsed_ms as "elapsedMs"
     from answers where session_no = (select no from sessions where id = $1)`,
    [session],
  );
}

/** @param questions the number of questions, each with `options` options */
export async function recount(
  cluster: Cluster,
  session: string,
  questions: number,
  options: number,
): Promise<Recount[]> {
  const groups = await queryPostgres<{ question: number; choice: number; count: number }>(
    cluster,
    `select question_no as question, choice, count(*)::int as count
     from answers where session_no = (select no from sessions where id = $1) group by 1, 2`,
    [session],
  );
  return Array.from({ length: questions }, (_, index) => {
    const own = groups.filter(({ question }) => question === index + 1);
    const counts = Array.from(
      { length: options },
      (_, choice) => own.find((one) => one.choice === choice)?.count ?? 0,
    );
    return { question: index + 1, attempts: own.reduce((sum, { count }) => sum + count, 0), counts };
  });
}

/** The points of the best hundred players, from the table. */
export async function bestPoints(cluster: Cluster, session: string): Promise<number[]> {
  const rows = await queryPostgres<{ points: number }>(
    cluster,
    `select coalesce(sum(a.points), 0)::int as points
     from players p left join answers a using (session_no, player_no)
     where p.session_no = (select no from sessions where id = $1)
     group by p.player_no order by 1 desc limit 100`,
    [session],
  );
  return rows.map(({ points }) => points);
}

/** The questions of an ended session that were opened but have no close. */
export async function openWindows(cluster: Cluster, session: string): Promise<number[]> {
  const rows = await queryPostgres<{ question: number }>(
    cluster,
    `select w.question_no as question from question_windows w join sessions s on s.no = w.session_no
     where s.id = $1 and (s.ended_at is null or w.closes_at is null or w.revealed_at is null)`,
    [session],
  );
  return rows.map(({ question }) => question);
}
