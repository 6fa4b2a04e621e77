import { Client } from "pg";
import { provide } from "../../cluster/servers/binaries.ts";
import { startPostgres } from "../../cluster/servers/postgres.ts";
import { migrate } from "../../platform/migrations.ts";
import { PooledDatabase } from "../../platform/pooled-database.ts";
import type { QuestionShape } from "../../services/stats/question-shape.ts";

const QUESTIONS = 20;

/** A session with every player's answer to every question, in a private Postgres. */
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

/** The session's number, for it is the first. */
const SESSION_NO = 1;

const SESSION = `
  insert into quizzes (id, host, version, title, questions) values ('q', 'bench', 1, 'Bench', ${QUESTIONS});
  insert into quiz_versions (quiz_id, version, content) values ('q', 1, '{}');
  insert into sessions (id, host, code, quiz_id, version, title, questions, pace, feedback, stats, scoring,
    grace_ms, late_join, gap_ms)
  values ('s', 'bench', '000000', 'q', 1, 'Bench', ${QUESTIONS}, 'self', 'live', 'live', 'speed', 0, true, 0);`;

/** In the order in which a game writes them, question by question; options, times and points drawn at random. */
const ANSWERS = `
  insert into answers (session_no, question_no, player_no, choice, elapsed_ms, points, correct, received_at)
  select ${SESSION_NO}, $1, player, choice, elapsed,
    case when choice = 0 then round(1000 * (1 - elapsed / 40000.0)) else 0 end, choice = 0, now()
  from (select player, floor(random() * 4)::int as choice, floor(random() * 20000)::int as elapsed
    from generate_series(1, $2::int) player) drawn`;

/** @param stack ends the server, and removes what it kept */
export async function storeSession(
  stack: AsyncDisposableStack,
  players: number,
  tell: (step: string) => void,
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
    await admin.query(SESSION);
    await admin.query("insert into session_players values ($1, $2)", [SESSION_NO, players]);
    // Reading is what is measured: the fill need not be safe.
    await admin.query("alter table answers set unlogged");
    for (let question = 1; question <= QUESTIONS; question++) {
      tell(`stores question ${question} of ${QUESTIONS}`);
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
    answers: players * QUESTIONS,
    shapes: Array.from({ length: QUESTIONS }, () => ({ form: "option", isPoll: false, options: 4 })),
    database,
    adminUrl: server.adminUrl,
  };
}
