import { monitorEventLoopDelay } from "node:perf_hooks";
import { Client } from "pg";
import { to as copyTo } from "pg-copy-streams";
import { Piscina } from "piscina";
import { PooledDatabase } from "../../platform/database/pooled-database.ts";
import { detach } from "../../services/stats/reading/packed-rows.ts";
import { partsOf } from "../../services/stats/reading/read-ranges.ts";
import { type Part, readAnswers } from "../../services/stats/reading/stats.repo.ts";
import type { Columns } from "../boards/reading.worker.ts";
import { type StoredSession, storeSession } from "../boards/stored-session.ts";
import type { Figure, Measure, Tell } from "../measuring/benchmark.ts";
import { cpuSeconds } from "../measuring/process-cpu.ts";
import { spreadOf } from "../measuring/spread.ts";

const PLAYERS = 100_000;
const WARM_UPS = 1;
const ROUNDS = 5;

/** One way to get a part's rows to a thread as columns of numbers. */
interface Way {
  name: string;
  /** The server's process that does it. */
  backend(): Promise<number>;
  /** @param arrived is called when all of a part's bytes are here */
  read(part: Part, arrived: () => void): Promise<Columns>;
}

interface Run {
  postgres: number;
  eventLoop: number;
  threads: number;
  delayMs: number;
  mib: number;
}

/** How a board's rows come out of Postgres: as one packed column each, or as COPY's rows. */
export const reading: Figure = {
  name: "reading",
  topic: "figures",
  title: `${(20 * PLAYERS).toLocaleString("en")} stored answers brought to a stats thread as columns, part by part`,
  async take(tell) {
    await using stack = new AsyncDisposableStack();
    const stored = await storeSession(stack, PLAYERS, tell);
    const pool = new Piscina({
      filename: new URL("../boards/reading.worker.ts", import.meta.url).href,
      minThreads: 1,
      maxThreads: 1,
    });
    stack.defer(() => pool.destroy());
    const ways = [aggregate(stack, stored, pool), await copy(stack, stored, pool)];
    const runs = await inTurn(ways, stored, tell);
    const micros = (seconds: number) => (seconds * 1e6) / stored.answers;
    const over = (value: (run: Run) => number) =>
      spreadOf(runs[0]!.map((run, index) => value(runs[1]![index]!) / value(run)));
    return {
      measures: ways.flatMap(({ name }, index): Measure[] => {
        const of = (value: (run: Run) => number) => spreadOf(runs[index]!.map(value));
        const parts = {
          Postgres: of(({ postgres }) => micros(postgres)),
          "event loop": of(({ eventLoop }) => micros(eventLoop)),
          "other threads": of(({ threads }) => micros(threads)),
        };
        return [
          {
            subject: name,
            quantity: "µs of CPU an answer",
            spread: of(({ postgres, eventLoop, threads }) => micros(postgres + eventLoop + threads)),
            digits: 2,
            parts: { unit: "µs", of: parts },
          },
          {
            subject: name,
            quantity: "ms of event-loop delay, longest",
            spread: of((run) => run.delayMs),
            digits: 1,
          },
          { subject: name, quantity: "MiB in the node for a part", spread: of(({ mib }) => mib), digits: 1 },
        ];
      }),
      goals: [
        {
          what: "COPY's rows / packed columns, Postgres' CPU time",
          spread: over((run) => run.postgres),
          digits: 2,
        },
        {
          what: "COPY's rows / packed columns, event loop's CPU time",
          spread: over((run) => run.eventLoop),
          digits: 2,
        },
        {
          what: "COPY's rows / packed columns, CPU time in all",
          spread: over(({ postgres, eventLoop, threads }) => postgres + eventLoop + threads),
          digits: 2,
          atLeast: 1,
        },
      ],
    };
  },
};

/** As the product does it. */
function aggregate(stack: AsyncDisposableStack, { adminUrl, sessionNo }: StoredSession, pool: Piscina): Way {
  const database = new PooledDatabase({ url: adminUrl, size: 1, lost: () => {} });
  stack.defer(() => database.close());
  return {
    name: "packed columns, an aggregate each",
    async backend() {
      const [row] = await database.query<{ pid: number }>("select pg_backend_pid() as pid");
      return row!.pid;
    },
    async read(part, arrived) {
      const { rows } = await readAnswers(database, sessionNo, 0, part);
      arrived();
      const { packed, buffers } = detach(rows);
      return pool.run(packed, { name: "unpackAggregate", transferList: buffers as never });
    },
  };
}

/** Chunks go to the thread as they are; nothing looks at a row before. */
async function copy(stack: AsyncDisposableStack, stored: StoredSession, pool: Piscina): Promise<Way> {
  const client = new Client({ connectionString: stored.adminUrl });
  await client.connect();
  stack.defer(() => client.end());
  return {
    name: "COPY … (FORMAT binary), by pg-copy-streams",
    async backend() {
      const { rows } = await client.query<{ pid: number }>("select pg_backend_pid() as pid");
      return rows[0]!.pid;
    },
    async read({ fromQuestion, toQuestion, fromPlayer, toPlayer }, arrived) {
      const stream = client.query(
        copyTo(`copy (select question_no, player_no, choice, elapsed_ms, points, correct, response from answers
          where session_no = ${stored.sessionNo} and stored_xid >= 0
            and question_no between ${fromQuestion} and ${toQuestion}
            and player_no between ${fromPlayer} and ${toPlayer}) to stdout (format binary)`),
      );
      const chunks: Uint8Array[] = [];
      // A chunk may be a slice of a larger buffer, which sending would take along whole.
      for await (const chunk of stream) chunks.push(new Uint8Array(chunk as Buffer));
      arrived();
      const transferList = chunks.map(({ buffer }) => buffer) as never;
      return pool.run(chunks, { name: "unpackCopy", transferList });
    },
  };
}

async function inTurn(ways: readonly Way[], stored: StoredSession, tell: Tell): Promise<Run[][]> {
  const runs = ways.map((): Run[] => []);
  for (let round = 0; round < WARM_UPS + ROUNDS; round++) {
    const points = new Set<number>();
    for (const [index, way] of ways.entries()) {
      tell(`${round < WARM_UPS ? "warm-up" : `round ${round - WARM_UPS + 1} of ${ROUNDS}`}: ${way.name}`);
      const { run, read } = await measure(way, stored);
      if (read.count !== stored.answers) throw new Error(`${way.name} read ${read.count} answers.`);
      points.add(read.points);
      if (round >= WARM_UPS) runs[index]!.push(run);
    }
    if (points.size !== 1) throw new Error(`Not the same was read: ${[...points]}`);
  }
  return runs;
}

/** Reads everything once, part by part. */
async function measure(way: Way, stored: StoredSession): Promise<{ run: Run; read: Columns }> {
  const pid = await way.backend();
  const held = () => {
    const { heapUsed, external } = process.memoryUsage();
    return (heapUsed + external) / 2 ** 20;
  };
  const read = { count: 0, points: 0 };
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const [atFirst, postgres, thread, whole] = [
    held(),
    cpuSeconds(pid),
    process.threadCpuUsage(),
    process.cpuUsage(),
  ];
  let most = atFirst;
  delay.enable();
  for (const part of partsOf(stored.shapes.length, stored.players)) {
    const columns = await way.read(part, () => {
      most = Math.max(most, held());
    });
    read.count += columns.count;
    read.points += columns.points;
  }
  delay.disable();
  const seconds = ({ user, system }: NodeJS.CpuUsage) => (user + system) / 1e6;
  const eventLoop = seconds(process.threadCpuUsage(thread));
  return {
    read,
    run: {
      postgres: cpuSeconds(pid) - postgres,
      eventLoop,
      threads: seconds(process.cpuUsage(whole)) - eventLoop,
      delayMs: delay.max / 1e6,
      mib: most - atFirst,
    },
  };
}
