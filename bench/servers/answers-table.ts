import { startPgBouncer } from "../../dev-cluster/servers/pgbouncer.ts";
import { startPostgres } from "../../dev-cluster/servers/postgres.ts";
import { DELIVERY } from "../../platform/contracts/contracts.ts";
import { migrate } from "../../platform/database/migrations.ts";
import { PooledDatabase } from "../../platform/database/pooled-database.ts";
import { AnswerBatch } from "../../services/answers/answer-batch.ts";
import { cpuSeconds } from "../measuring/process-cpu.ts";
import { SESSION_NO, sessionSql } from "./bench-session.ts";
import { pidsOf } from "./cluster-processes.ts";

const QUESTIONS = 1000;
const SESSION = `${sessionSql(QUESTIONS)}
  insert into question_windows (session_no, question_no, opened_at)
  select ${SESSION_NO}, n, now() - interval '1 minute' from generate_series(1, ${QUESTIONS}) n;`;

/** Postgres behind PgBouncer, as an answers node uses it, with a session in which every question is open. */
export class AnswersTable {
  readonly database: PooledDatabase;
  readonly #pids: number[];
  #question = 0;

  /** @param stack stops the servers and removes their files */
  static async open(stack: AsyncDisposableStack, connections: number): Promise<AnswersTable> {
    const postgres = stack.adopt(await startPostgres(), (server) => server.stop());
    const pgbouncer = stack.adopt(await startPgBouncer(postgres.url), (server) => server.stop());
    const options = { url: pgbouncer.url, size: connections, onConnectionLost: () => {} };
    const database = stack.adopt(new PooledDatabase(options), (pool) => pool.close());
    await migrate(database);
    await database.query(SESSION);
    return new AnswersTable(database, [...pidsOf(postgres), ...pidsOf(pgbouncer)]);
  }

  private constructor(database: PooledDatabase, pids: number[]) {
    this.database = database;
    this.#pids = pids;
  }

  /** CPU time of Postgres and PgBouncer so far, in s. */
  get cpuSeconds(): number {
    return this.#pids.reduce((sum, pid) => sum + cpuSeconds(pid), 0);
  }

  /** Answers of players 1 to `rows` to a new question, in batches of at most `size` rows. */
  *batches(rows: number, size: number): Generator<AnswerBatch> {
    const question = ++this.#question;
    if (question > QUESTIONS) throw new Error("No questions are left.");
    for (let from = 0; from < rows; from += size) {
      yield batchOf(question, from, Math.min(size, rows - from));
    }
  }

  /** @throws Error if the table does not have this number of rows */
  async expect(rows: number): Promise<void> {
    const [row] = await this.database.query<{ stored: number }>(
      "select count(*)::int as stored from answers",
    );
    if (row?.stored !== rows) throw new Error(`${row?.stored} of ${rows} answers are stored.`);
  }
}

function batchOf(question: number, from: number, count: number): AnswerBatch {
  const column = <T>(value: (player: number) => T) =>
    Array.from({ length: count }, (_, index) => value(from + index + 1));
  return Object.assign(new AnswerBatch(), {
    session: column(() => SESSION_NO),
    question: column(() => question),
    player: column((player) => player),
    choice: column((player) => player % 4),
    response: column(() => null),
    elapsedMs: column((player) => 1000 + (player % 5000)),
    points: column((player) => (player % 4 === 2 ? 1000 : 0)),
    correct: column((player) => player % 4 === 2),
    receivedAt: column(() => Date.now()),
    keyRevision: column(() => 0),
    sending: column(() => DELIVERY.first),
  });
}
