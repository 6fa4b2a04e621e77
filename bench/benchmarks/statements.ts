import { setTimeout as sleep } from "node:timers/promises";
import { percentile } from "../../rehearsal/figures/percentiles.ts";
import type { AnswerBatch } from "../../services/answers/answer-batch.ts";
import { insertAnswers } from "../../services/answers/answers.repo.ts";
import { GroupCommit } from "../../services/answers/group-commit.ts";
import { storeBatch } from "../../services/answers/store-answers.ts";
import { insertUnprepared } from "../baselines/unprepared-insert.ts";
import type { Benchmark, Measurements, OnProgress } from "../measuring/benchmark.ts";
import { interleaved, ratio } from "../measuring/interleaved.ts";
import { type Spread, spreadOf } from "../measuring/spread.ts";
import { AnswersTable } from "../servers/answers-table.ts";

/** Rows per statement. A round stores 150 statements, but at most 12,000 rows. */
const SIZES = [10, 50, 200, 500, 2000];
const STATEMENTS = 150;
const MAX_ROWS = 12_000;

type Insert = (batch: AnswerBatch) => Promise<unknown[]>;
const OURS = "store_answers";
const BASELINE = "unprepared statement, on conflict do nothing";

/** The numbers of concurrent writes. */
const WRITERS = [1, 2, 3, 4];
/** 400 batches of 100 rows, one every 2 ms: 50,000 answers per second. */
const ARRIVALS = { intervalMs: 2, rows: 100, count: 400 };
const NEVER = 1_000_000;

/** The cost of an answer for the database, by statement, by rows per statement, and by the number of writers. */
export const statements: Benchmark = {
  name: "statements",
  topic: "speed",
  title: "Storing answers in Postgres through PgBouncer, by statement, rows per statement, and writers",

  async run(onProgress) {
    await using stack = new AsyncDisposableStack();
    onProgress("starts Postgres and PgBouncer");
    const table = await AnswersTable.open(stack, Math.max(...WRITERS));
    const stored = { rows: 0 };
    const costs = await measureStatements(table, stored, onProgress);
    const writers = await measureWriters(table, stored, onProgress);
    await table.expect(stored.rows);
    return measurementsOf(costs, writers);
  },
};

type StoredCount = { rows: number };
type StatementCosts = Record<string, { size: number; spread: Spread }[]>;

/** µs of CPU in Postgres and PgBouncer per answer. */
async function measureStatements(
  table: AnswersTable,
  stored: StoredCount,
  onProgress: OnProgress,
): Promise<StatementCosts> {
  const db = table.database;
  const inserts: Record<string, Insert> = {
    [OURS]: (batch) => insertAnswers(db, batch, false),
    "store_answers, checking for duplicates": (batch) => insertAnswers(db, batch, true),
    [BASELINE]: (batch) => insertUnprepared(db, batch),
  };
  const cases = Object.entries(inserts).flatMap(([statement, insert]) =>
    SIZES.map((size) => ({ statement, insert, size })),
  );
  const nameOf = (statement: string, size: number) => `${statement}, ${size} rows per statement`;
  const variants = cases.map(({ statement, insert, size }) => {
    const rows = Math.min(MAX_ROWS, size * STATEMENTS);
    const run = async () => {
      const before = table.cpuSeconds;
      for (const batch of table.batches(rows, size)) {
        if ((await insert(batch)).length > 0) throw new Error("An answer was not stored.");
      }
      stored.rows += rows;
      return ((table.cpuSeconds - before) / rows) * 1e6;
    };
    return [nameOf(statement, size), run] as const;
  });
  const spreads = await interleaved(Object.fromEntries(variants), {}, onProgress);
  return Object.fromEntries(
    Object.keys(inserts).map((statement) => [
      statement,
      SIZES.map((size) => ({ size, spread: spreads[nameOf(statement, size)]! })),
    ]),
  );
}

interface WriterResult {
  writers: number;
  cpu: Spread;
  p99: Spread;
}

/** Batches come at a fixed rate; a group commit stores them with this number of concurrent writes. */
async function measureWriters(
  table: AnswersTable,
  stored: StoredCount,
  onProgress: OnProgress,
): Promise<WriterResult[]> {
  const waits = new Map<number, number[]>(WRITERS.map((writers) => [writers, []]));
  const variants = WRITERS.map((writers) => {
    const limits = {
      maxRowsPerWrite: 2000,
      maxQueuedRows: NEVER,
      maxQueueAgeMs: NEVER,
      maxConcurrentWrites: writers,
    };
    const commit = new GroupCommit(limits, (batch) => storeBatch(table.database, batch, 0));
    const run = async () => {
      const before = table.cpuSeconds;
      const rows = ARRIVALS.rows * ARRIVALS.count;
      waits.get(writers)!.push(await submitAtRate(commit, table.batches(rows, ARRIVALS.rows)));
      stored.rows += rows;
      return ((table.cpuSeconds - before) / rows) * 1e6;
    };
    return [`${writers} writers`, run] as const;
  });
  const cpu = await interleaved(Object.fromEntries(variants), {}, onProgress);
  return WRITERS.map((writers) => {
    const spread = cpu[`${writers} writers`]!;
    return { writers, cpu: spread, p99: spreadOf(waits.get(writers)!.slice(-spread.runs.length)) };
  });
}

/** Submits each batch at its planned time. Returns the 99th percentile of the wait from that time, in ms. */
async function submitAtRate(commit: GroupCommit, batches: Iterable<AnswerBatch>): Promise<number> {
  const startedAt = performance.now();
  const waits: Promise<number>[] = [];
  for (const batch of batches) {
    const dueAt = startedAt + waits.length * ARRIVALS.intervalMs;
    await sleep(Math.max(0, dueAt - performance.now()));
    waits.push(commit.submit(batch).then(() => performance.now() - dueAt));
  }
  return percentile(
    (await Promise.all(waits)).sort((one, other) => one - other),
    0.99,
  );
}

function measurementsOf(costs: StatementCosts, writers: readonly WriterResult[]): Measurements {
  const cases = Object.entries(costs).flatMap(([statement, sizes]) =>
    sizes.map((cost) => ({ statement, ...cost })),
  );
  const at = (statement: string, size: number) =>
    costs[statement]!.find((cost) => cost.size === size)!.spread;
  return {
    goals: [
      { name: `${BASELINE} / ${OURS}, 200 rows`, spread: ratio(at(BASELINE, 200), at(OURS, 200)), digits: 2 },
      {
        name: `${BASELINE} / ${OURS}, 2,000 rows`,
        spread: ratio(at(BASELINE, 2000), at(OURS, 2000)),
        digits: 2,
      },
    ],
    measures: [
      ...cases.map(({ statement, size, spread }) => ({
        subject: `${statement}, ${size.toLocaleString("en")} rows`,
        quantity: "µs of CPU per answer, Postgres and PgBouncer",
        spread,
        digits: 1,
      })),
      ...writers.flatMap(({ writers: count, cpu, p99 }) => [
        {
          subject: `${count} concurrent`,
          quantity: "µs of CPU per answer, by concurrent writes",
          spread: cpu,
          digits: 1,
        },
        { subject: `${count} concurrent`, quantity: "ms to the commit, p99", spread: p99, digits: 1 },
      ]),
    ],
    curves: [
      {
        title: "CPU time per answer in Postgres and PgBouncer",
        x: "rows per statement",
        y: "µs",
        logX: true,
        lines: Object.entries(costs).map(([name, sizes]) => ({
          name,
          points: sizes.map(({ size, spread }) => [size, spread.median] as const),
        })),
      },
    ],
  };
}
