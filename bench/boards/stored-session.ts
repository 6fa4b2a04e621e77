import { Client } from "pg";
import { ensureInstalled } from "../../dev-cluster/servers/binaries.ts";
import { startPostgres } from "../../dev-cluster/servers/postgres.ts";
import { migrate } from "../../platform/database/migrations.ts";
import { PooledDatabase } from "../../platform/database/pooled-database.ts";
import type { QuestionShape } from "../../services/stats/board/question-shape.ts";
import type { OnProgress } from "../measuring/benchmark.ts";
import { SESSION_NO, sessionSql } from "../servers/bench-session.ts";

const QUESTIONS = 20;

/** A session in its own Postgres. Every player has answered the first questions, or all. */
export interface StoredSession {
  sessionNo: number;
  players: number;
  answers: number;
  shapes: QuestionShape[];
  /** The pool of a stats node. */
  database: PooledDatabase;
  /** For the superuser, without timeouts. */
  adminUrl: string;
}

/** In the order of a game, question by question, with random options, times and points. */
const ANSWERS = `
  insert into answers (session_no, question_no, player_no, choice, elapsed_ms, points, correct, received_at)
  select ${SESSION_NO}, $1, player, choice, elapsed,
    case when choice = 0 then round(1000 * (1 - elapsed / 40000.0)) else 0 end, choice = 0, now()
  from (select player, floor(random() * 4)::int as choice, floor(random() * 20000)::int as elapsed
    from generate_series(1, $2::int) player) random_answers`;

/**
 * Starts Postgres and stores the session.
 *
 * @param stack stops the server and removes its files
 * @param answered the number of questions that have answers
 */
export async function storeSession(
  stack: AsyncDisposableStack,
  players: number,
  onProgress: OnProgress,
  answered = QUESTIONS,
): Promise<StoredSession> {
  await ensureInstalled(["postgres"]);
  const server = await startPostgres();
  stack.defer(() => server.stop());
  const database = new PooledDatabase({ url: server.url, size: 4, onConnectionLost: () => {} });
  stack.defer(() => database.close());
  await migrate(database);
  const admin = new Client({ connectionString: server.adminUrl });
  await admin.connect();
  try {
    await admin.query(sessionSql(QUESTIONS));
    await admin.query("insert into session_players values ($1, $2)", [SESSION_NO, players]);
    // Only reads are measured, so the inserts may skip the write-ahead log.
    await admin.query("alter table answers set unlogged");
    for (let question = 1; question <= answered; question++) {
      onProgress(`stores question ${question} of ${answered}`);
      await admin.query(ANSWERS, [question, players]);
    }
    onProgress("vacuum analyze");
    await admin.query("vacuum analyze");
    await admin.query("checkpoint");
  } finally {
    await admin.end();
  }
  return {
    sessionNo: SESSION_NO,
    players,
    answers: players * answered,
    shapes: Array.from({ length: QUESTIONS }, () => ({ tally: "option", isUnscored: false, options: 4 })),
    database,
    adminUrl: server.adminUrl,
  };
}

/** Inserts players 1 to `players` into each session from number `from` to `to`. */
export async function insertPlayers(
  { adminUrl }: StoredSession,
  from: number,
  to: number,
  players: number,
): Promise<void> {
  const admin = new Client({ connectionString: adminUrl });
  await admin.connect();
  try {
    await admin.query(
      `insert into players (session_no, player_no, nickname)
       select session, player, 'Player ' || player
       from generate_series($1::int, $2::int) session, generate_series(1, $3::int) player`,
      [from, to, players],
    );
  } finally {
    await admin.end();
  }
}
