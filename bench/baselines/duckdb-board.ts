import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";

/** Option 0 is right, and the sooner the more points: as in boards/large-board.ts. */
const DRAWN = `select player, question, choice, elapsed, choice = 0 as correct,
  case when choice = 0 then round(1000 * (1 - elapsed / 40000.0)) else 0 end::int as points
  from (select player, question, floor(random() * 4)::tinyint as choice, floor(random() * 20000)::int as elapsed
    from places)`;

const REFRESH = [
  "insert into answers select * from news",
  `update totals set points = totals.points + news.points,
     elapsed = totals.elapsed + case when news.correct then news.elapsed else 0 end
   from news where news.player = totals.player`,
];
const FIGURES = `select count(*), avg(elapsed), quantile_disc(elapsed, [0.5, 0.9, 0.99]),
  count(*) filter (choice = 0), count(*) filter (choice = 1), count(*) filter (choice = 2), count(*) filter (choice = 3)
  from answers where question = $question`;
/** The sum stands for the ranks, so that none is left out and none is fetched. */
const RANKS = `select sum(r)::double from (
  select rank() over (order by points desc, elapsed) as r from totals) ranked`;

/**
 * A session's answers in DuckDB, in memory: all players' to all questions but the last one, and everyone's totals,
 * kept up to date as a board keeps them.
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
    await connection.run(`create table answers as with places as (
      select p::int as player, q::tinyint as question from range(1, ${questions}) q(q), range(1, ${players + 1}) p(p)
    ) ${DRAWN}`);
    await connection.run(`create table totals as select player, sum(points)::int as points,
      sum(case when correct then elapsed else 0 end)::double as elapsed from answers group by player`);
    return new DuckDbBoard(connection, questions);
  }

  private constructor(connection: DuckDBConnection, questions: number) {
    this.#connection = connection;
    this.#questions = questions;
  }

  /** Draws the last question's answers of every `step`-th player, who has not answered it yet. */
  async draw(players: number, step: number): Promise<void> {
    this.#batch++;
    await this.#connection.run(`create or replace table news as with places as (
      select p::int as player, ${this.#questions}::tinyint as question
      from range(${this.#batch}, ${players + 1}, ${step}) p(p)) ${DRAWN}`);
  }

  /** Takes them in, and computes the question's figures and all ranks; answers how many the figures count. */
  async refresh(): Promise<number> {
    for (const statement of REFRESH) await this.#connection.run(statement);
    const figures = await this.#connection.runAndReadAll(FIGURES, { question: this.#questions });
    await this.#connection.runAndReadAll(RANKS);
    return Number(figures.getRows()[0]![0]);
  }
}
