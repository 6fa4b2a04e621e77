import { setTimeout as pause } from "node:timers/promises";
import type { AnswerBatch } from "../../services/answers/answer-batch.ts";
import { store } from "../../services/answers/answers.repo.ts";
import { GroupCommit } from "../../services/answers/group-commit.ts";
import { storeEach } from "../../services/answers/store-answers.ts";
import { storePlannedAnew } from "../baselines/unprepared-insert.ts";
import type { Figure, Findings, Tell } from "../measuring/benchmark.ts";
import { inTurns, ratio } from "../measuring/interleaved.ts";
import { percentile, type Spread, spreadOf } from "../measuring/spread.ts";
import { AnswersTable } from "../servers/answers-table.ts";

/** Rows of a statement; each turn of each stores so many statements of them, and 12,000 rows at the most. */
const SIZES = [10, 50, 200, 500, 2000];
const STATEMENTS = 150;
const MOST_ROWS = 12_000;

type Form = (batch: AnswerBatch) => Promise<unknown[]>;
const OURS = "store_answers";
const PEER = "a statement planned anew, on conflict do nothing";

/** Batches of gateways come so often, in ms, of so many rows, so many in all: 50,000 answers a second. */
const WRITERS = [1, 2, 3, 4];
const ARRIVALS = { everyMs: 2, rows: 100, count: 400 };
const NEVER = 1_000_000;

/** What an answer costs the database, by the form and the size of the statement, and by the number of writers. */
export const statements: Figure = {
  name: "statements",
  topic: "speed",
  title:
    "Storing answers in Postgres through PgBouncer, by form of the statement, rows a statement, and writers",

  async take(tell) {
    await using stack = new AsyncDisposableStack();
    tell("starts Postgres and PgBouncer");
    const table = await AnswersTable.open(stack, Math.max(...WRITERS));
    const tally = { rows: 0 };
    const forms = await formsInTurns(table, tally, tell);
    const writers = await writersInTurns(table, tally, tell);
    await table.expect(tally.rows);
    return findings(forms, writers);
  },
};

type Tally = { rows: number };
type Forms = Record<string, { size: number; spread: Spread }[]>;

/** µs of CPU in Postgres and PgBouncer for each answer. */
async function formsInTurns(table: AnswersTable, tally: Tally, tell: Tell): Promise<Forms> {
  const db = table.database;
  const forms: Record<string, Form> = {
    [OURS]: (batch) => store(db, batch, false),
    "store_answers, looking for repeats": (batch) => store(db, batch, true),
    [PEER]: (batch) => storePlannedAnew(db, batch),
  };
  const cells = Object.entries(forms).flatMap(([form, work]) => SIZES.map((size) => ({ form, work, size })));
  const nameOf = (form: string, size: number) => `${form}, ${size} rows a statement`;
  const ways = cells.map(({ form, work, size }) => {
    const rows = Math.min(MOST_ROWS, size * STATEMENTS);
    const run = async () => {
      const before = table.cpuSeconds;
      for (const batch of table.batches(rows, size)) {
        if ((await work(batch)).length > 0) throw new Error("An answer was not stored.");
      }
      tally.rows += rows;
      return ((table.cpuSeconds - before) / rows) * 1e6;
    };
    return [nameOf(form, size), run] as const;
  });
  const spreads = await inTurns(Object.fromEntries(ways), {}, tell);
  return Object.fromEntries(
    Object.keys(forms).map((form) => [
      form,
      SIZES.map((size) => ({ size, spread: spreads[nameOf(form, size)]! })),
    ]),
  );
}

interface Writing {
  writers: number;
  cpu: Spread;
  p99: Spread;
}

/** Batches come at a rate and are stored by a group commit with so many writes under way at once. */
async function writersInTurns(table: AnswersTable, tally: Tally, tell: Tell): Promise<Writing[]> {
  const waits = new Map<number, number[]>(WRITERS.map((writers) => [writers, []]));
  const ways = WRITERS.map((writers) => {
    const limits = { writeRows: 2000, queueRows: NEVER, queueAgeMs: NEVER, writers };
    const commit = new GroupCommit(limits, (batch) => storeEach(table.database, batch, 0));
    const run = async () => {
      const before = table.cpuSeconds;
      const rows = ARRIVALS.rows * ARRIVALS.count;
      waits.get(writers)!.push(await arrive(commit, table.batches(rows, ARRIVALS.rows)));
      tally.rows += rows;
      return ((table.cpuSeconds - before) / rows) * 1e6;
    };
    return [`${writers} writers`, run] as const;
  });
  const cpu = await inTurns(Object.fromEntries(ways), {}, tell);
  return WRITERS.map((writers) => {
    const spread = cpu[`${writers} writers`]!;
    return { writers, cpu: spread, p99: spreadOf(waits.get(writers)!.slice(-spread.runs.length)) };
  });
}

/** Submits each batch at its moment and answers the 99th percentile of what they waited, from there, in ms. */
async function arrive(commit: GroupCommit, batches: Iterable<AnswerBatch>): Promise<number> {
  const startedAt = performance.now();
  const waits: Promise<number>[] = [];
  for (const batch of batches) {
    const dueAt = startedAt + waits.length * ARRIVALS.everyMs;
    await pause(Math.max(0, dueAt - performance.now()));
    waits.push(commit.submit(batch).then(() => performance.now() - dueAt));
  }
  return percentile(
    (await Promise.all(waits)).sort((one, other) => one - other),
    0.99,
  );
}

function findings(forms: Forms, writing: readonly Writing[]): Findings {
  const cells = Object.entries(forms).flatMap(([form, sizes]) => sizes.map((cell) => ({ form, ...cell })));
  const at = (form: string, size: number) => forms[form]!.find((cell) => cell.size === size)!.spread;
  return {
    goals: [
      { what: `${PEER} / ${OURS}, 200 rows`, spread: ratio(at(PEER, 200), at(OURS, 200)), digits: 2 },
      { what: `${PEER} / ${OURS}, 2,000 rows`, spread: ratio(at(PEER, 2000), at(OURS, 2000)), digits: 2 },
    ],
    measures: [
      ...cells.map(({ form, size, spread }) => ({
        subject: `${form}, ${size.toLocaleString("en")} rows`,
        quantity: "µs of CPU an answer, Postgres and PgBouncer",
        spread,
        digits: 1,
      })),
      ...writing.flatMap(({ writers, cpu, p99 }) => [
        {
          subject: `${writers} under way`,
          quantity: "µs of CPU an answer by writes at once",
          spread: cpu,
          digits: 1,
        },
        { subject: `${writers} under way`, quantity: "ms to the commit, p99", spread: p99, digits: 1 },
      ]),
    ],
    curves: [
      {
        title: "CPU time an answer in Postgres and PgBouncer",
        x: "rows a statement",
        y: "µs",
        logX: true,
        lines: Object.entries(forms).map(([name, sizes]) => ({
          name,
          points: sizes.map(({ size, spread }) => [size, spread.median] as const),
        })),
      },
    ],
  };
}
