import { monitorEventLoopDelay } from "node:perf_hooks";
import { Client } from "pg";
import { to as copyTo } from "pg-copy-streams";
import { Piscina } from "piscina";
import { PooledDatabase } from "../../platform/database/pooled-database.ts";
import { copyForTransfer } from "../../services/stats/reading/packed-rows.ts";
import { readRanges } from "../../services/stats/reading/read-ranges.ts";
import { type ReadRange, readAnswers } from "../../services/stats/reading/stats.repo.ts";
import type { Columns } from "../boards/reading.worker.ts";
import { type StoredSession, storeSession } from "../boards/stored-session.ts";
import type { Benchmark, Measure, OnProgress } from "../measuring/benchmark.ts";
import { cpuSeconds } from "../measuring/process-cpu.ts";
import { spreadOf } from "../measuring/spread.ts";

const PLAYERS = 100_000;
const WARM_UPS = 1;
const ROUNDS = 5;

/** A way to bring the rows of a range to a thread as columns of numbers. */
interface Variant {
  name: string;
  /** The process id of the Postgres backend. */
  backend(): Promise<number>;
  /** @param onReceived called when all bytes of the range have been received */
  read(range: ReadRange, onReceived: () => void): Promise<Columns>;
}

interface ReadCost {
  postgres: number;
  eventLoop: number;
  threads: number;
  delayMs: number;
  mib: number;
}

/** Two ways to read the rows of a board from Postgres: packed columns, or the rows of COPY. */
export const reading: Benchmark = {
  name: "reading",
  topic: "stats",
  title: `${(20 * PLAYERS).toLocaleString("en")} stored answers read into a stats thread as columns, range by range`,
  async run(onProgress) {
    await using stack = new AsyncDisposableStack();
    const stored = await storeSession(stack, PLAYERS, onProgress);
    const pool = new Piscina({
      filename: new URL("../boards/reading.worker.ts", import.meta.url).href,
      minThreads: 1,
      maxThreads: 1,
    });
    stack.defer(() => pool.destroy());
    const variants = [packedColumns(stack, stored, pool), await copyRows(stack, stored, pool)];
    const costs = await measureVariants(variants, stored, onProgress);
    const micros = (seconds: number) => (seconds * 1e6) / stored.answers;
    const ratioOf = (value: (cost: ReadCost) => number) =>
      spreadOf(costs[0]!.map((cost, index) => value(costs[1]![index]!) / value(cost)));
    return {
      measures: variants.flatMap(({ name }, index): Measure[] => {
        const spread = (value: (cost: ReadCost) => number) => spreadOf(costs[index]!.map(value));
        const parts = {
          Postgres: spread(({ postgres }) => micros(postgres)),
          "event loop": spread(({ eventLoop }) => micros(eventLoop)),
          "other threads": spread(({ threads }) => micros(threads)),
        };
        return [
          {
            subject: name,
            quantity: "µs of CPU per answer",
            spread: spread(({ postgres, eventLoop, threads }) => micros(postgres + eventLoop + threads)),
            digits: 2,
            parts: { unit: "µs", values: parts },
          },
          {
            subject: name,
            quantity: "ms of event-loop delay, max",
            spread: spread(({ delayMs }) => delayMs),
            digits: 1,
          },
          {
            subject: name,
            quantity: "MiB in the node per range",
            spread: spread(({ mib }) => mib),
            digits: 1,
          },
        ];
      }),
      goals: [
        {
          name: "COPY / packed columns, CPU time of Postgres",
          spread: ratioOf((cost) => cost.postgres),
          digits: 2,
        },
        {
          name: "COPY / packed columns, CPU time of the event loop",
          spread: ratioOf((cost) => cost.eventLoop),
          digits: 2,
        },
        {
          name: "COPY / packed columns, total CPU time",
          spread: ratioOf(({ postgres, eventLoop, threads }) => postgres + eventLoop + threads),
          digits: 2,
          atLeast: 1,
        },
      ],
    };
  },
};

/** As Stampede does it. */
function packedColumns(
  stack: AsyncDisposableStack,
  { adminUrl, sessionNo }: StoredSession,
  pool: Piscina,
): Variant {
  const database = new PooledDatabase({ url: adminUrl, size: 1, onConnectionLost: () => {} });
  stack.defer(() => database.close());
  return {
    name: "packed columns, one aggregate each",
    async backend() {
      const [row] = await database.query<{ pid: number }>("select pg_backend_pid() as pid");
      return row!.pid;
    },
    async read(range, onReceived) {
      const { rows } = await readAnswers(database, sessionNo, 0, range);
      onReceived();
      const { packed, buffers } = copyForTransfer(rows);
      return pool.run(packed, { name: "unpackAggregate", transferList: buffers as never });
    },
  };
}

/** Sends the chunks to the thread without parsing them. */
async function copyRows(stack: AsyncDisposableStack, stored: StoredSession, pool: Piscina): Promise<Variant> {
  const client = new Client({ connectionString: stored.adminUrl });
  await client.connect();
  stack.defer(() => client.end());
  return {
    name: "COPY … (FORMAT binary), with pg-copy-streams",
    async backend() {
      const { rows } = await client.query<{ pid: number }>("select pg_backend_pid() as pid");
      return rows[0]!.pid;
    },
    async read({ fromQuestion, toQuestion, fromPlayer, toPlayer }, onReceived) {
      const stream = client.query(
        copyTo(`copy (select question_no, player_no, choice, elapsed_ms, points, correct, response from answers
          where session_no = ${stored.sessionNo} and stored_xid >= 0
            and question_no between ${fromQuestion} and ${toQuestion}
            and player_no between ${fromPlayer} and ${toPlayer}) to stdout (format binary)`),
      );
      const chunks: Uint8Array[] = [];
      // A chunk may be a slice of a larger buffer. Without a copy the transfer would move the whole buffer.
      for await (const chunk of stream) chunks.push(new Uint8Array(chunk as Buffer));
      onReceived();
      const transferList = chunks.map(({ buffer }) => buffer) as never;
      return pool.run(chunks, { name: "unpackCopy", transferList });
    },
  };
}

async function measureVariants(
  variants: readonly Variant[],
  stored: StoredSession,
  onProgress: OnProgress,
): Promise<ReadCost[][]> {
  const costs = variants.map((): ReadCost[] => []);
  for (let round = 0; round < WARM_UPS + ROUNDS; round++) {
    const points = new Set<number>();
    for (const [index, variant] of variants.entries()) {
      onProgress(
        `${round < WARM_UPS ? "warm-up" : `round ${round - WARM_UPS + 1} of ${ROUNDS}`}: ${variant.name}`,
      );
      const { cost, read } = await measure(variant, stored);
      if (read.count !== stored.answers) throw new Error(`${variant.name} read ${read.count} answers.`);
      points.add(read.points);
      if (round >= WARM_UPS) costs[index]!.push(cost);
    }
    if (points.size !== 1) throw new Error(`The variants read different rows: ${[...points]}`);
  }
  return costs;
}

/** Reads all rows once, range by range. */
async function measure(variant: Variant, stored: StoredSession): Promise<{ cost: ReadCost; read: Columns }> {
  const pid = await variant.backend();
  const usedMiB = () => {
    const { heapUsed, external } = process.memoryUsage();
    return (heapUsed + external) / 2 ** 20;
  };
  const read = { count: 0, points: 0 };
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const initialMiB = usedMiB();
  const before = {
    postgres: cpuSeconds(pid),
    thread: process.threadCpuUsage(),
    process: process.cpuUsage(),
  };
  let maxMiB = initialMiB;
  delay.enable();
  for (const range of readRanges(stored.shapes.length, stored.players)) {
    const columns = await variant.read(range, () => {
      maxMiB = Math.max(maxMiB, usedMiB());
    });
    read.count += columns.count;
    read.points += columns.points;
  }
  delay.disable();
  const seconds = ({ user, system }: NodeJS.CpuUsage) => (user + system) / 1e6;
  const eventLoop = seconds(process.threadCpuUsage(before.thread));
  return {
    read,
    cost: {
      postgres: cpuSeconds(pid) - before.postgres,
      eventLoop,
      threads: seconds(process.cpuUsage(before.process)) - eventLoop,
      delayMs: delay.max / 1e6,
      mib: maxMiB - initialMiB,
    },
  };
}
