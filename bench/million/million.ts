import { parseArgs } from "node:util";
import type { Cluster } from "../../dev-cluster/cluster.ts";
import { requestText } from "../load/load.ts";
import { circumstances } from "../measuring/machine.ts";
import { memoryMiB } from "../measuring/process-memory.ts";
import { writeReport } from "../report/report.ts";
import { processesOf } from "../servers/cluster-processes.ts";
import { hostPost, openSession } from "../servers/game.ts";
import { startSmallestCluster } from "../servers/minimal-cluster.ts";
import { givenSettings } from "../servers/server-process.ts";
import { perform, type Stage } from "./crowd.ts";
import { formatDuration } from "./duration.ts";
import { Progress } from "./progress.ts";
import { keepMillion, type MillionResult, type StageResult } from "./result.ts";
import { TokenBook } from "./token-store.ts";
import { prove } from "./verify.ts";

/**
 * `npm run bench:million`: one session with a million distinct players on a cluster of this machine, at whatever
 * rate it holds. `--players 20000` for a trial; only the full number is kept in bench/results/million.json, unless
 * `--keep` is given.
 */

const QUESTIONS = 5;
/** Players who wait for a reply at one moment: enough of them to fill the batches that a gateway gathers. */
const CONNECTIONS = 2048;
const MILLION = 1_000_000;

/** Plays the whole game and proves it. @throws Error where anything is not as it must be */
export async function playMillion(players: number, progress: Progress): Promise<MillionResult> {
  const startedAt = performance.now();
  progress.say("Starting Postgres, PgBouncer, Redis, NATS and the nodes …");
  await using stack = new AsyncDisposableStack();
  const cluster = await startSmallestCluster(stack);
  const baseUrl = cluster.baseUrls[0]!;
  const session = await openSession(baseUrl, QUESTIONS);
  const { stages, memory } = await play(cluster, session, players, progress);
  await hostPost(baseUrl, `/api/sessions/${session.id}/end`, {});
  progress.say("Recounting the table …");
  const proofAt = performance.now();
  const found = await prove(baseUrl, cluster.servers.postgres.url, {
    id: session.id,
    players,
    questions: QUESTIONS,
  });
  memory.see(cluster);
  const now = performance.now();
  return {
    players,
    questions: QUESTIONS,
    stages,
    proof: { ...found, seconds: (now - proofAt) / 1000 },
    mostMemoryMiB: memory.most,
    seconds: (now - startedAt) / 1000,
    settings: givenSettings(),
    circumstances: circumstances(),
  };
}

async function play(
  cluster: Cluster,
  session: { id: string; code: string },
  players: number,
  progress: Progress,
) {
  const ports = cluster.baseUrls.map((url) => Number(new URL(url).port));
  const tokens = new TokenBook(players);
  const base = `/api/sessions/${session.id}`;
  const stages: StageResult[] = [];
  const memory = new Memory();
  let done = 0;
  const stage = async (name: string, what: Pick<Stage, "request" | "good" | "took">) => {
    progress.stage(name, done);
    const outcome = await perform({
      ports,
      connections: CONNECTIONS,
      players,
      done: (count) => progress.update(count),
      ...what,
    });
    done += players;
    memory.see(cluster);
    stages.push({ name, requests: players, ...outcome });
    progress.say(`${name}: ${players.toLocaleString("en")} in ${formatDuration(outcome.seconds)}`);
  };
  await stage("join", {
    request: (index) =>
      bytes(
        requestText("POST", "/api/join", undefined, { code: session.code, nickname: `Player ${index + 1}` }),
      ),
    good: [201],
    took: (index, body) => tokens.set(index, JSON.parse(body).token),
  });
  await hostPost(cluster.baseUrls[0]!, `${base}/open`, {});
  const quiz = bytes(requestText("GET", `${base}/quiz`));
  await stage("fetch the quiz", { request: () => quiz, good: [200] });
  for (let question = 1; question <= QUESTIONS; question++) {
    await stage(`answer question ${question}`, {
      request: (index) =>
        bytes(
          requestText("POST", `${base}/answers`, tokens.get(index), {
            question,
            choice: choiceOf(index, question),
          }),
        ),
      // A request that was turned away may have been stored all the same: sent again it is a repeat.
      good: [201, 200],
    });
  }
  const stats = Array.from({ length: QUESTIONS }, (_, index) =>
    bytes(requestText("GET", `${base}/questions/${index + 1}/stats`)),
  );
  await stage("read the stats", { request: (index) => stats[index % QUESTIONS]!, good: [200] });
  return { stages, memory };
}

/** Spreads players over the four options, differently for each question. */
function choiceOf(index: number, question: number): number {
  return (Math.imul(index + 1, 2654435761) >>> (8 + question)) % 4;
}

function bytes(text: string): Buffer {
  return Buffer.from(text);
}

/** The most memory that each kind of process was seen to hold, looked at as each stage ended. */
class Memory {
  readonly most: Record<string, number> = {};

  see(cluster: Cluster): void {
    for (const [part, pids] of Object.entries(processesOf(cluster))) {
      const now = pids.reduce((sum, pid) => sum + (memoryMiB(pid) ?? 0), 0);
      this.most[part] = Math.round(Math.max(this.most[part] ?? 0, now));
    }
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { players: { type: "string" }, keep: { type: "boolean" } } });
  const players = Number(values.players ?? MILLION);
  if (!Number.isInteger(players) || players < 1) throw new Error("--players takes a whole number from 1");
  const result = await playMillion(players, new Progress(players * (3 + QUESTIONS)));
  console.log(
    `${result.proof.rows.toLocaleString("en")} answers of ${players.toLocaleString("en")} players, each in the table once; figures equal a recount, the leaderboard a sort. ${formatDuration(result.seconds)} in all.`,
  );
  console.table(result.stages);
  console.table(result.mostMemoryMiB);
  if (players !== MILLION && !values.keep) return;
  await keepMillion(result);
  await writeReport();
}

if (import.meta.main) {
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));
  await main();
}
