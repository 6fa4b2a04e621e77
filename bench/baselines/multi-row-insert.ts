import { Client } from "pg";
import { migrate } from "../../platform/database/migrations.ts";
import { PooledDatabase } from "../../platform/database/pooled-database.ts";

const ROWS = 2000;
const INSERT = `insert into answers
  (session_no, question_no, player_no, choice, elapsed_ms, points, correct, received_at)
  select $1, $2, player_no, choice, elapsed_ms, points, correct, to_timestamp(received_ms / 1000)
  from unnest($3::int[], $4::int[], $5::int[], $6::int[], $7::boolean[], $8::float8[])
    as b (player_no, choice, elapsed_ms, points, correct, received_ms)`;

/** The minimal work of Postgres for the same rows in the same table: 2,000 rows per statement, without checks. */
export class MultiRowInsert {
  readonly #client: Client;

  static async connect(url: string): Promise<MultiRowInsert> {
    const schema = new PooledDatabase({ url, size: 1, onConnectionLost: () => {} });
    await migrate(schema);
    await schema.close();
    const client = new Client({ connectionString: url });
    await client.connect();
    return new MultiRowInsert(client);
  }

  private constructor(client: Client) {
    this.#client = client;
  }

  /** Players 1 to `players` answer one question of a session. */
  async insert(session: number, question: number, players: number): Promise<void> {
    for (let first = 1; first <= players; first += ROWS) {
      const numbers = Array.from(
        { length: Math.min(ROWS, players - first + 1) },
        (_, index) => first + index,
      );
      await this.#client.query(INSERT, [
        session,
        question,
        numbers,
        numbers.map((player) => player % 4),
        numbers.map((player) => 1000 + (player % 5000)),
        numbers.map((player) => (player % 4 === 2 ? 1000 : 0)),
        numbers.map((player) => player % 4 === 2),
        numbers.map(() => Date.now()),
      ]);
    }
  }

  async count(session: number, question: number): Promise<number> {
    const { rows } = await this.#client.query(
      "select count(*)::int as count from answers where session_no = $1 and question_no = $2",
      [session, question],
    );
    return rows[0].count;
  }

  async close(): Promise<void> {
    await this.#client.end();
  }
}
