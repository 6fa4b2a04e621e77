import { setTimeout as pause } from "node:timers/promises";
import { Client } from "pg";
import { AnswerStream } from "../load/answer-stream.ts";
import { AttemptsHeard } from "../load/attempts-watcher.ts";
import type { Figure } from "../measuring/benchmark.ts";
import { cpuSeconds } from "../measuring/process-cpu.ts";
import { percentile, spreadOf } from "../measuring/spread.ts";
import { processesOf } from "../servers/cluster-processes.ts";
import { hostPost, openSession } from "../servers/game.ts";
import { startSmallestCluster } from "../servers/minimal-cluster.ts";

const PER_SECOND = 10_000;
/** Each run is a question that so many answer within 6 s; half a minute of it in all, after a warm-up. */
const ANSWERS = 60_000;
const WARM_UPS = 1;
const ROUNDS = 5;
/** Figures that are not there after so long, in ms, fail the run. */
const PATIENCE_MS = 20_000;

/** From an answer's commit until a gateway's stream has told of figures that count it. */
export const staleness: Figure = {
  name: "staleness",
  topic: "figures",
  title: `From an answer's commit to its figure on a gateway's stream, at ${PER_SECOND.toLocaleString("en")} answers a second of ${ANSWERS.toLocaleString("en")} players`,
  async take(tell) {
    await using stack = new AsyncDisposableStack();
    tell("starts a cluster");
    const cluster = await startSmallestCluster(stack);
    const baseUrl = cluster.baseUrls[0]!;
    const { id } = await openSession(baseUrl, WARM_UPS + ROUNDS);
    const admin = new Client({ connectionString: cluster.servers.postgres.adminUrl });
    await admin.connect();
    stack.defer(() => admin.end());
    const no = await letJoin(admin, id, ANSWERS);
    await hostPost(baseUrl, `/api/sessions/${id}/open`, {});
    const answers = stack.adopt(await AnswerStream.join(cluster.settings), (one) => one.leave());
    const pids = Object.values(processesOf(cluster)).flat();
    const cpu = () => pids.reduce((sum, pid) => sum + cpuSeconds(pid), 0);
    const runs: { p50: number; p99: number; most: number; perSecond: number; cores: number }[] = [];
    for (let round = 0; round < WARM_UPS + ROUNDS; round++) {
      tell(round < WARM_UPS ? "warm-up" : `round ${round - WARM_UPS + 1} of ${ROUNDS}`);
      const question = round + 1;
      await using stream = await AttemptsHeard.open(`${baseUrl}/api/sessions/${id}/events`, question);
      const before = cpu();
      const seconds = await answers.send(no, question, 1, ANSWERS, PER_SECOND);
      const cores = (cpu() - before) / seconds;
      await until(() => stream.heard.at(-1)?.attempts === ANSWERS);
      const waits = waitsOf(await commits(admin, no, question), stream.heard);
      if (round < WARM_UPS) continue;
      const at = (share: number) => percentile(waits, share);
      runs.push({ p50: at(0.5), p99: at(0.99), most: at(1), perSecond: ANSWERS / seconds, cores });
    }
    const of = (name: keyof (typeof runs)[number]) => spreadOf(runs.map((run) => run[name]));
    return {
      measures: [],
      goals: [
        { what: "ms from commit to stream, p99", spread: of("p99"), digits: 0, atMost: 1000 },
        { what: "ms from commit to stream, p50", spread: of("p50"), digits: 0 },
        { what: "ms from commit to stream, longest", spread: of("most"), digits: 0 },
        { what: "answers a second that were sent", spread: of("perSecond"), digits: 0 },
        { what: "cores in use by nodes and servers together", spread: of("cores"), digits: 2 },
      ],
    };
  },
};

/** Players in the table without the way over HTTP: who answers is there, with a name. */
async function letJoin(admin: Client, id: string, players: number): Promise<number> {
  const found = await admin.query<{ no: number }>("select no from sessions where id = $1", [id]);
  const { no } = found.rows[0]!;
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

/** How many answers were written by each transaction, and when it began (before its commit), in epoch ms. */
async function commits(admin: Client, session: number, question: number) {
  const { rows } = await admin.query<{ at: number; answers: number }>(
    `select (extract(epoch from stored_at) * 1000)::float8 as at, count(*)::int as answers from answers
     where session_no = $1 and question_no = $2 group by stored_at, stored_xid order by stored_at`,
    [session, question],
  );
  return rows;
}

/** How long each answer waited, in ascending order: the n-th to be stored is told of where n are counted. */
function waitsOf(
  stored: readonly { at: number; answers: number }[],
  heard: readonly { attempts: number; at: number }[],
): number[] {
  const waits: number[] = [];
  let event = 0;
  for (const { at, answers } of stored) {
    for (let answer = 0; answer < answers; answer++) {
      while (heard[event]!.attempts <= waits.length) event++;
      waits.push(heard[event]!.at - at);
    }
  }
  return waits.sort((one, other) => one - other);
}

async function until(isSo: () => boolean): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (!isSo()) {
    if (performance.now() > deadline) throw new Error("The figures do not catch up with the answers.");
    await pause(50);
  }
}
