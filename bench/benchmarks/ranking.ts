import { setTimeout as pause } from "node:timers/promises";
import { DuckDBInstance } from "@duckdb/node-api";
import { Client } from "pg";
import { provide } from "../../dev-cluster/servers/binaries.ts";
import { startPostgres } from "../../dev-cluster/servers/postgres.ts";
import { rank } from "../../services/stats/ranking/ranking.ts";
import type { Figure } from "../measuring/benchmark.ts";
import { spreadOf } from "../measuring/spread.ts";

const PLAYERS = 1_000_000;
/** Each ranks over and over for at least so long a round, in ms. */
const ROUND_MS = 1000;
/** How long nothing is done before one ranking by itself, in ms. */
const REST_MS = 500;
const WARM_UPS = 2;
const ROUNDS = 5;

/** Every player's rank, ties by time; the sum keeps either database from leaving the work out. */
const RANKS = `select sum(r)::float8 as ranks from (
  select rank() over (order by points desc, elapsed) as r from totals) ranked`;

/** A ranking of the same totals: answers the sum of all ranks. */
type Contender = { name: string; rankAll(): Promise<number> };

/** One full ranking of a million players, against the window function of two databases over the same totals. */
export const ranking: Figure = {
  name: "ranking",
  topic: "figures",
  title: `A full ranking of ${PLAYERS.toLocaleString("en")} players by points, ties by time`,
  async take(tell) {
    await using stack = new AsyncDisposableStack();
    // In shared memory, as a board has them.
    const points = new Uint32Array(new SharedArrayBuffer(4 * (PLAYERS + 1)));
    const elapsed = new Float64Array(new SharedArrayBuffer(8 * (PLAYERS + 1)));
    drawTotals(points, elapsed);
    tell("fills Postgres and DuckDB with the same totals");
    const contenders = [
      stampede(points, elapsed),
      await postgres(stack, points, elapsed),
      await duckDb(stack, points, elapsed),
    ];
    const times = contenders.map(() => [] as number[]);
    const rested: number[] = [];
    for (let round = 0; round < WARM_UPS + ROUNDS; round++) {
      tell(round < WARM_UPS ? "warm-up" : `round ${round - WARM_UPS + 1} of ${ROUNDS}`);
      const sums: number[] = [];
      for (const [index, contender] of contenders.entries()) {
        const ms = await meanMs(contender, sums);
        if (round >= WARM_UPS) times[index]!.push(ms);
      }
      await pause(REST_MS);
      const startedAt = performance.now();
      sums.push(await contenders[0]!.rankAll());
      if (round >= WARM_UPS) rested.push(performance.now() - startedAt);
      if (new Set(sums).size !== 1) throw new Error(`The rankings are not the same: ${sums}`);
    }
    const [ours, ofPostgres, ofDuckDb] = times as [number[], number[], number[]];
    const faster = (peer: number[]) => spreadOf(peer.map((ms, index) => ms / ours[index]!));
    return {
      measures: [
        ...contenders.map(({ name }, index) => ({
          subject: name,
          quantity: "ms a ranking",
          spread: spreadOf(times[index]!),
          digits: 1,
        })),
        {
          subject: `Stampede, one by itself after ${REST_MS} ms of rest`,
          quantity: "ms a ranking",
          spread: spreadOf(rested),
          digits: 1,
        },
      ],
      goals: [
        { what: "times faster than Postgres' rank()", spread: faster(ofPostgres), digits: 1, atLeast: 50 },
        { what: "times faster than DuckDB's rank()", spread: faster(ofDuckDb), digits: 1, atLeast: 1 },
      ],
    };
  },
};

/** One ranking's time, of as many as a round takes; adds the sum of all ranks that each came to. */
async function meanMs({ rankAll }: Contender, sums: number[]): Promise<number> {
  const startedAt = performance.now();
  let rankings = 0;
  do {
    sums.push(await rankAll());
    rankings++;
  } while (performance.now() - startedAt < ROUND_MS);
  return (performance.now() - startedAt) / rankings;
}

/** As after 20 questions of 1,000 points: some 80,000 different totals, and times within 400 s. */
function drawTotals(points: Uint32Array, elapsed: Float64Array): void {
  for (let player = 1; player <= PLAYERS; player++) {
    for (let question = 0; question < 20; question++) {
      if (Math.random() > 0.5) continue;
      const ms = Math.floor(Math.random() * 20_000);
      points[player]! += Math.round(1000 * (1 - ms / 20_000 / 2));
      elapsed[player]! += ms;
    }
  }
}

function stampede(points: Uint32Array, elapsed: Float64Array): Contender {
  const ranks = new Uint32Array(new SharedArrayBuffer(4 * (PLAYERS + 1)));
  return {
    name: "Stampede, on two threads",
    async rankAll() {
      rank({ points, elapsed }, PLAYERS, [], ranks);
      let sum = 0;
      for (let player = 1; player <= PLAYERS; player++) sum += ranks[player]!;
      return sum;
    },
  };
}

async function postgres(
  stack: AsyncDisposableStack,
  points: Uint32Array,
  elapsed: Float64Array,
): Promise<Contender> {
  await provide(["postgres"]);
  const server = await startPostgres();
  stack.defer(() => server.stop());
  const client = new Client({ connectionString: server.adminUrl });
  await client.connect();
  stack.defer(() => client.end());
  await client.query("create unlogged table totals (player int primary key, points int, elapsed float8)");
  for (let from = 1; from <= PLAYERS; from += 100_000) {
    await client.query(
      "insert into totals select $1::int - 1 + ord, p, e from unnest($2::int[], $3::float8[]) with ordinality t (p, e, ord)",
      [from, [...points.subarray(from, from + 100_000)], [...elapsed.subarray(from, from + 100_000)]],
    );
  }
  await client.query("set work_mem = '512MB'");
  await client.query("vacuum analyze totals");
  return {
    name: "Postgres, rank() in memory",
    rankAll: async () => (await client.query<{ ranks: number }>(RANKS)).rows[0]!.ranks,
  };
}

async function duckDb(
  stack: AsyncDisposableStack,
  points: Uint32Array,
  elapsed: Float64Array,
): Promise<Contender> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  stack.defer(() => {
    connection.closeSync();
    instance.closeSync();
  });
  await connection.run("create table totals (player integer, points integer, elapsed double)");
  const appender = await connection.createAppender("totals");
  for (let player = 1; player <= PLAYERS; player++) {
    appender.appendInteger(player);
    appender.appendInteger(points[player]!);
    appender.appendDouble(elapsed[player]!);
    appender.endRow();
  }
  appender.closeSync();
  return {
    name: "DuckDB, rank() on all cores",
    rankAll: async () => Number((await connection.runAndReadAll(RANKS)).getRows()[0]![0]),
  };
}
