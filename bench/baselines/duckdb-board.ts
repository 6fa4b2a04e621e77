import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";

/** Random answers as in boards/large-board.ts: option 0 is correct, and fast answers have more points. */
const RANDOM_ANSWERS = `select player, question, choice, elapsed, choice = 0 as correct,
  case when choice = 0 then round(1000 * (1 - elapsed / 40000.0)) else 0 end::int as points
  from (select player, question, floor(random() * 4)::tinyint as choice, floor(random() * 20000)::int as elapsed
    from cells)`;

const REFRESH = [
  "insert into answers select * from new_answers",
  `update totals set points = totals.points + new_answers.points,
     correct = totals.correct + new_answers.correct::int,
     elapsed = totals.elapsed + case when new_answers.correct then new_answers.elapsed else 0 end
   from new_answers where new_answers.player = totals.player`,
];
const QUESTION_STATS = `select count(*), avg(elapsed), quantile_disc(elapsed, [0.5, 0.9, 0.99]),
  count(*) filter (choice = 0), count(*) filter (choice = 1), count(*) filter (choice = 2), count(*) filter (choice = 3)
  from answers where question = $question`;
/** The sum needs all ranks, and no rank is transferred. */
const RANKS = `select sum(r)::double from (
  select rank() over (order by points desc, correct desc, elapsed) as r from totals) ranked`;

/**
 * A session in DuckDB, in memory: the answers of all players to all questions except the last, and the total of each
 * player, updated as in a board.
 */
export class DuckDbBoard {
  readonly #connection: DuckDBConnection;
  readonly #questions: number;
  #batch = 0;

  static async create(stack: AsyncDisposableStack, players: number, questions: number): Promise<DuckDbBoard> {
    const instance = await DuckDBInstance.create(":memory:");
    const connection = await instance.connect();
    stack.defer(() => {
      connection.closeSync();
      instance.closeSync();
    });
    await connection.run(`create table answers as with cells as (
      select p::int as player, q::tinyint as question from range(1, ${questions}) q(q), range(1, ${players + 1}) p(p)
    ) ${RANDOM_ANSWERS}`);
    await connection.run(`create table totals as select player, sum(points)::int as points,
      sum(correct::int)::int as correct,
      sum(case when correct then elapsed else 0 end)::double as elapsed from answers group by player`);
    return new DuckDbBoard(connection, questions);
  }

  private constructor(connection: DuckDBConnection, questions: number) {
    this.#connection = connection;
    this.#questions = questions;
  }

  /** Creates answers to the last question of every `step`-th player, none of whom has answered it. */
  async createAnswers(players: number, step: number): Promise<void> {
    this.#batch++;
    await this.#connection.run(`create or replace table new_answers as with cells as (
      select p::int as player, ${this.#questions}::tinyint as question
      from range(${this.#batch}, ${players + 1}, ${step}) p(p)) ${RANDOM_ANSWERS}`);
  }

  /** Adds the new answers and computes the stats of the question and all ranks. Returns the number of counted answers. */
  async refresh(): Promise<number> {
    for (const statement of REFRESH) await this.#connection.run(statement);
    const stats = await this.#connection.runAndReadAll(QUESTION_STATS, { question: this.#questions });
    await this.#connection.runAndReadAll(RANKS);
    return Number(stats.getRows()[0]![0]);
  }
}
