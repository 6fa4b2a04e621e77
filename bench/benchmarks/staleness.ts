import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { percentile } from "../../rehearsal/figures/percentiles.ts";
import { AnswerStream } from "../load/answer-stream.ts";
import { AttemptsWatcher } from "../load/attempts-watcher.ts";
import type { Benchmark } from "../measuring/benchmark.ts";
import { cpuSeconds } from "../measuring/process-cpu.ts";
import { spreadOf } from "../measuring/spread.ts";
import { processesOf } from "../servers/cluster-processes.ts";
import { createSession } from "../servers/game.ts";
import { startMinimalCluster } from "../servers/minimal-cluster.ts";

const PER_SECOND = 10_000;
/** Answers per run. Each run is a question, and takes 6 s. */
const ANSWERS = 60_000;
const WARM_UPS = 1;
const ROUNDS = 5;
/** The run fails if the stats need longer than this, in ms. */
const TIMEOUT_MS = 20_000;

/** From the commit of an answer until an event stream of a gateway sends stats that count it. */
export const staleness: Benchmark = {
  name: "staleness",
  topic: "stats",
  title: `From the commit of an answer to its stats on a stream of a gateway, at ${PER_SECOND.toLocaleString("en")} answers per second of ${ANSWERS.toLocaleString("en")} players`,
  async run(onProgress) {
    await using stack = new AsyncDisposableStack();
    onProgress("starts a cluster");
    const cluster = await startMinimalCluster(stack);
    const baseUrl = cluster.baseUrls[0]!;
    const session = await createSession(baseUrl, WARM_UPS + ROUNDS);
    const admin = new Client({ connectionString: cluster.servers.postgres.adminUrl });
    await admin.connect();
    stack.defer(() => admin.end());
    const no = await insertPlayers(admin, session.id, ANSWERS);
    await session.open();
    const answers = stack.adopt(await AnswerStream.connect(cluster.settings), (stream) =>
      stream.disconnect(),
    );
    const pids = Object.values(processesOf(cluster)).flat();
    const cpu = () => pids.reduce((sum, pid) => sum + cpuSeconds(pid), 0);
    const runs: { p50: number; p99: number; max: number; perSecond: number; cores: number }[] = [];
    for (let round = 0; round < WARM_UPS + ROUNDS; round++) {
      onProgress(round < WARM_UPS ? "warm-up" : `round ${round - WARM_UPS + 1} of ${ROUNDS}`);
      const question = round + 1;
      using watcher = await AttemptsWatcher.open(baseUrl, session.id, question);
      const before = cpu();
      const seconds = await answers.send(no, question, 1, ANSWERS, PER_SECOND);
      const cores = (cpu() - before) / seconds;
      await waitUntil(() => watcher.updates.at(-1)?.attempts === ANSWERS);
      const waits = waitsOf(await commits(admin, no, question), watcher.updates);
      if (round < WARM_UPS) continue;
      const at = (share: number) => percentile(waits, share);
      runs.push({ p50: at(0.5), p99: at(0.99), max: at(1), perSecond: ANSWERS / seconds, cores });
    }
    const of = (name: keyof (typeof runs)[number]) => spreadOf(runs.map((run) => run[name]));
    return {
      measures: [],
      goals: [
        { name: "ms from commit to stream, p99", spread: of("p99"), digits: 0, atMost: 1000 },
        { name: "ms from commit to stream, p50", spread: of("p50"), digits: 0 },
        { name: "ms from commit to stream, max", spread: of("max"), digits: 0 },
        { name: "answers sent per second", spread: of("perSecond"), digits: 0 },
        { name: "cores in use by nodes and servers", spread: of("cores"), digits: 2 },
      ],
    };
  },
};

/** Inserts the players directly into the tables, without HTTP. */
async function insertPlayers(admin: Client, id: string, players: number): Promise<number> {
  const session = await admin.query<{ no: number }>("select no from sessions where id = $1", [id]);
  const { no } = session.rows[0]!;
  await admin.query(
    "insert into players (session_no, player_no, nickname) select $1, n, 'Player ' || n from generate_series(1, $2::int) n",
    [no, players],
  );
  await admin.query(
    "insert into session_players values ($1, $2) on conflict (session_no) do update set players = excluded.players",
    [no, players],
  );
  return no;
}

/** The number of answers of each transaction, and its start time (before its commit), in epoch ms. */
async function commits(admin: Client, session: number, question: number) {
  const { rows } = await admin.query<{ at: number; answers: number }>(
    `select (extract(epoch from stored_at) * 1000)::float8 as at, count(*)::int as answers from answers
     where session_no = $1 and question_no = $2 group by stored_at, stored_xid order by stored_at`,
    [session, question],
  );
  return rows;
}

/** How long each answer waited, in ascending order. The n-th stored answer waits for the event that counts n. */
function waitsOf(
  stored: readonly { at: number; answers: number }[],
  updates: readonly { attempts: number; at: number }[],
): number[] {
  const waits: number[] = [];
  let event = 0;
  for (const { at, answers } of stored) {
    for (let answer = 0; answer < answers; answer++) {
      while (updates[event]!.attempts <= waits.length) event++;
      waits.push(updates[event]!.at - at);
    }
  }
  return waits.sort((one, other) => one - other);
}

async function waitUntil(condition: () => boolean): Promise<void> {
  const deadline = performance.now() + TIMEOUT_MS;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error("The stats did not catch up with the answers.");
    await sleep(50);
  }
}
