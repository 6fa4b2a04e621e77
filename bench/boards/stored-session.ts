import { Client } from "pg";
import { provide } from "../../dev-cluster/servers/binaries.ts";
import { startPostgres } from "../../dev-cluster/servers/postgres.ts";
import { migrate } from "../../platform/database/migrations.ts";
import { PooledDatabase } from "../../platform/database/pooled-database.ts";
import type { QuestionShape } from "../../services/stats/board/question-shape.ts";
import { oneSession, SESSION_NO } from "../servers/bench-session.ts";

const QUESTIONS = 20;

/** A session with every player's answer to its first questions, or to all, in a private Postgres. */
export interface StoredSession {
  sessionNo: number;
  players: number;
  answers: number;
  shapes: QuestionShape[];
  /** As a stats node uses it. */
  database: PooledDatabase;
  /** For the superuser: no time-outs. */
  adminUrl: string;
}

/** In the order in which a game writes them, question by question; options, times and points drawn at random. */
const ANSWERS = `
  insert into answers (session_no, question_no, player_no, choice, elapsed_ms, points, correct, received_at)
  select ${SESSION_NO}, $1, player, choice, elapsed,
    case when choice = 0 then round(1000 * (1 - elapsed / 40000.0)) else 0 end, choice = 0, now()
  from (select player, floor(random() * 4)::int as choice, floor(random() * 20000)::int as elapsed
    from generate_series(1, $2::int) player) drawn`;

/**
 * @param stack ends the server, and removes what it kept
 * @param answered how many questions, from the first on, have answers
 */
export async function storeSession(
  stack: AsyncDisposableStack,
  players: number,
  tell: (step: string) => void,
  answered = QUESTIONS,
): Promise<StoredSession> {
  await provide(["postgres"]);
  const server = await startPostgres();
  stack.defer(() => server.stop());
  const database = new PooledDatabase({ url: server.url, size: 4, lost: () => {} });
  stack.defer(() => database.close());
  await migrate(database);
  const admin = new Client({ connectionString: server.adminUrl });
  await admin.connect();
  try {
    await admin.query(oneSession(QUESTIONS));
    await admin.query("insert into session_players values ($1, $2)", [SESSION_NO, players]);
    // Reading is what is measured: the fill need not be safe.
    await admin.query("alter table answers set unlogged");
    for (let question = 1; question <= answered; question++) {
      tell(`stores question ${question} of ${answered}`);
      await admin.query(ANSWERS, [question, players]);
    }
    tell("vacuum analyze");
    await admin.query("vacuum analyze");
    await admin.query("checkpoint");
  } finally {
    await admin.end();
  }
  return {
    sessionNo: SESSION_NO,
    players,
    answers: players * answered,
    shapes: Array.from({ length: QUESTIONS }, () => ({ form: "option", isPoll: false, options: 4 })),
    database,
    adminUrl: server.adminUrl,
  };
}

/** Gives names to players 1 to `players` of each session from number `from` to `to`. */
export async function namePlayers(
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
