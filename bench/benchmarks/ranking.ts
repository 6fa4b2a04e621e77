import { setTimeout as sleep } from "node:timers/promises";
import { DuckDBInstance } from "@duckdb/node-api";
import { Client } from "pg";
import { ensureInstalled } from "../../dev-cluster/servers/binaries.ts";
import { startPostgres } from "../../dev-cluster/servers/postgres.ts";
import type { Totals } from "../../services/stats/ranking/bit-scan.ts";
import { rank } from "../../services/stats/ranking/ranking.ts";
import type { Benchmark } from "../measuring/benchmark.ts";
import { spreadOf } from "../measuring/spread.ts";

const PLAYERS = 1_000_000;
/** In each round a subject repeats the ranking for at least this long, in ms. */
const ROUND_MS = 1000;
/** The idle time before a single ranking, in ms. */
const REST_MS = 500;
const WARM_UPS = 2;
const ROUNDS = 5;

/** The rank of every player, ties by right answers, then time. The database cannot skip this work, because it returns the sum. */
const RANKS = `select sum(r)::float8 as ranks from (
  select rank() over (order by points desc, correct desc, elapsed) as r from totals) ranked`;

/** `rankAll` ranks the totals and returns the sum of all ranks. */
type Ranker = { name: string; rankAll(): Promise<number> };

/** A full ranking of a million players, compared with the window functions of two databases over the same totals. */
export const ranking: Benchmark = {
  name: "ranking",
  topic: "stats",
  title: `A full ranking of ${PLAYERS.toLocaleString("en")} players by points, ties by right answers, then time`,
  async run(onProgress) {
    await using stack = new AsyncDisposableStack();
    // In shared memory, as in a board.
    const totals: Totals = {
      points: new Uint32Array(new SharedArrayBuffer(4 * (PLAYERS + 1))),
      right: new Uint16Array(new SharedArrayBuffer(2 * (PLAYERS + 1))),
      elapsed: new Float64Array(new SharedArrayBuffer(8 * (PLAYERS + 1))),
    };
    fillWithRandomTotals(totals);
    onProgress("fills Postgres and DuckDB with the same totals");
    const rankers = [stampede(totals), await postgres(stack, totals), await duckDb(stack, totals)];
    const times = rankers.map(() => [] as number[]);
    const rested: number[] = [];
    for (let round = 0; round < WARM_UPS + ROUNDS; round++) {
      onProgress(round < WARM_UPS ? "warm-up" : `round ${round - WARM_UPS + 1} of ${ROUNDS}`);
      const sums: number[] = [];
      for (const [index, ranker] of rankers.entries()) {
        const ms = await meanMs(ranker, sums);
        if (round >= WARM_UPS) times[index]!.push(ms);
      }
      await sleep(REST_MS);
      const startedAt = performance.now();
      sums.push(await rankers[0]!.rankAll());
      if (round >= WARM_UPS) rested.push(performance.now() - startedAt);
      if (new Set(sums).size !== 1) throw new Error(`The rankings differ: ${sums}`);
    }
    const [ours, postgresTimes, duckDbTimes] = times as [number[], number[], number[]];
    const speedup = (theirs: number[]) => spreadOf(theirs.map((ms, index) => ms / ours[index]!));
    return {
      measures: [
        ...rankers.map(({ name }, index) => ({
          subject: name,
          quantity: "ms per ranking",
          spread: spreadOf(times[index]!),
          digits: 1,
        })),
        {
          subject: `Stampede, a single ranking after ${REST_MS} ms of rest`,
          quantity: "ms per ranking",
          spread: spreadOf(rested),
          digits: 1,
        },
      ],
      goals: [
        {
          name: "times faster than rank() of Postgres",
          spread: speedup(postgresTimes),
          digits: 1,
          atLeast: 50,
        },
        { name: "times faster than rank() of DuckDB", spread: speedup(duckDbTimes), digits: 1, atLeast: 1 },
      ],
    };
  },
};

/** The mean time of the rankings of one round, in ms. Adds the sum of ranks of each ranking to `sums`. */
async function meanMs({ rankAll }: Ranker, sums: number[]): Promise<number> {
  const startedAt = performance.now();
  let rankings = 0;
  do {
    sums.push(await rankAll());
    rankings++;
  } while (performance.now() - startedAt < ROUND_MS);
  return (performance.now() - startedAt) / rankings;
}

/** Random totals as after 20 questions of 1,000 points: about 80,000 different totals, and times within 400 s. */
function fillWithRandomTotals({ points, right, elapsed }: Totals): void {
  for (let player = 1; player <= PLAYERS; player++) {
    for (let question = 0; question < 20; question++) {
      if (Math.random() > 0.5) continue;
      const ms = Math.floor(Math.random() * 20_000);
      points[player]! += Math.round(1000 * (1 - ms / 20_000 / 2));
      right[player]!++;
      elapsed[player]! += ms;
    }
  }
}

function stampede(totals: Totals): Ranker {
  const ranks = new Uint32Array(new SharedArrayBuffer(4 * (PLAYERS + 1)));
  const order = new Uint32Array(new SharedArrayBuffer(4 * (PLAYERS + 1)));
  return {
    name: "Stampede, on two threads",
    async rankAll() {
      rank({ totals, players: PLAYERS, removed: [], byTime: true }, { ranks, order });
      let sum = 0;
      for (let player = 1; player <= PLAYERS; player++) sum += ranks[player]!;
      return sum;
    },
  };
}

async function postgres(stack: AsyncDisposableStack, { points, right, elapsed }: Totals): Promise<Ranker> {
  await ensureInstalled(["postgres"]);
  const server = await startPostgres();
  stack.defer(() => server.stop());
  const client = new Client({ connectionString: server.adminUrl });
  await client.connect();
  stack.defer(() => client.end());
  await client.query(
    "create unlogged table totals (player int primary key, points int, correct int, elapsed float8)",
  );
  for (let from = 1; from <= PLAYERS; from += 100_000) {
    await client.query(
      `insert into totals select $1::int - 1 + ord, p, c, e
       from unnest($2::int[], $3::int[], $4::float8[]) with ordinality t (p, c, e, ord)`,
      [from, ...[points, right, elapsed].map((column) => [...column.subarray(from, from + 100_000)])],
    );
  }
  await client.query("set work_mem = '512MB'");
  await client.query("vacuum analyze totals");
  return {
    name: "Postgres, rank() in memory",
    rankAll: async () => (await client.query<{ ranks: number }>(RANKS)).rows[0]!.ranks,
  };
}

async function duckDb(stack: AsyncDisposableStack, { points, right, elapsed }: Totals): Promise<Ranker> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  stack.defer(() => {
    connection.closeSync();
    instance.closeSync();
  });
  await connection.run(
    "create table totals (player integer, points integer, correct integer, elapsed double)",
  );
  const appender = await connection.createAppender("totals");
  for (let player = 1; player <= PLAYERS; player++) {
    appender.appendInteger(player);
    appender.appendInteger(points[player]!);
    appender.appendInteger(right[player]!);
    appender.appendDouble(elapsed[player]!);
    appender.endRow();
  }
  appender.closeSync();
  return {
    name: "DuckDB, rank() on all cores",
    rankAll: async () => Number((await connection.runAndReadAll(RANKS)).getRows()[0]![0]),
  };
}
