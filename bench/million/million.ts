import { parseArgs } from "node:util";
import type { HostSession } from "../../client/src/host.ts";
import type { Cluster } from "../../dev-cluster/cluster.ts";
import { apiRequest } from "../load/api-request.ts";
import { machineInfo } from "../measuring/machine.ts";
import { memoryMiB } from "../measuring/process-memory.ts";
import { writeReport } from "../report/report.ts";
import { processesOf } from "../servers/cluster-processes.ts";
import { createSession } from "../servers/game.ts";
import { startMinimalCluster } from "../servers/minimal-cluster.ts";
import { environmentSettings } from "../servers/server-process.ts";
import { type Phase, runPhase } from "./crowd.ts";
import { formatDuration } from "./duration.ts";
import { Progress } from "./progress.ts";
import { type MillionResult, type PhaseResult, saveMillion } from "./result.ts";
import { holdStreams } from "./streams/hold-streams.ts";
import { saveStreams } from "./streams/result.ts";
import { TokenStore } from "./token-store.ts";
import { verify } from "./verify.ts";

/**
 * `npm run bench:million` plays one session with a million players on a cluster on this machine, as fast as it can.
 * `--players 20000` for a trial. A result with fewer than a million players is saved in bench/results/million.json only
 * with `--keep`. `--streams` holds a million event streams open instead (`--streams 20000` for a trial): see
 * streams/hold-streams.ts.
 */

const QUESTIONS = 5;
/** Requests in flight: enough to fill the batches of a gateway. */
const CONNECTIONS = 2048;
const MILLION = 1_000_000;

/** Plays the game and verifies its result. @throws Error if a reply or a number is wrong */
export async function playMillion(players: number, progress: Progress): Promise<MillionResult> {
  const startedAt = performance.now();
  progress.log("Starting Postgres, PgBouncer, Redis, NATS and the nodes…");
  await using stack = new AsyncDisposableStack();
  const cluster = await startMinimalCluster(stack);
  const baseUrl = cluster.baseUrls[0]!;
  const session = await createSession(baseUrl, QUESTIONS);
  const { phases, memory } = await playPhases(cluster, session, players, progress);
  await session.end();
  progress.log("Verifying the table…");
  const verifyStartedAt = performance.now();
  const verification = await verify(baseUrl, cluster.servers.postgres.url, {
    id: session.id,
    players,
    questions: QUESTIONS,
  });
  memory.sample(cluster);
  const now = performance.now();
  return {
    players,
    questions: QUESTIONS,
    phases,
    verification: { ...verification, seconds: (now - verifyStartedAt) / 1000 },
    maxMemoryMiB: memory.maxMiB,
    seconds: (now - startedAt) / 1000,
    settings: environmentSettings(),
    machine: machineInfo(),
  };
}

async function playPhases(cluster: Cluster, session: HostSession, players: number, progress: Progress) {
  const ports = cluster.baseUrls.map((url) => Number(new URL(url).port));
  const tokens = new TokenStore(players);
  const path = { id: session.id };
  const phases: PhaseResult[] = [];
  const memory = new PeakMemory();
  let completed = 0;
  const play = async (name: string, requests: Pick<Phase, "request" | "successStatuses" | "onReply">) => {
    progress.startPhase(name, completed);
    const outcome = await runPhase({
      ports,
      connections: CONNECTIONS,
      players,
      onProgress: (count) => progress.update(count),
      ...requests,
    });
    completed += players;
    memory.sample(cluster);
    phases.push({ name, requests: players, ...outcome });
    progress.log(`${name}: ${players.toLocaleString("en")} in ${formatDuration(outcome.seconds)}`);
  };
  const enter = apiRequest("POST", "/api/join", {});
  const { code } = session.state!;
  await play("join", {
    request: (index) => bytes(enter({ body: { code, nickname: `Player ${index + 1}` } })),
    successStatuses: [201],
    onReply: (index, body) => tokens.set(index, JSON.parse(body).token),
  });
  await session.open();
  const quiz = bytes(apiRequest("GET", "/api/sessions/{id}/quiz", { path })({}));
  await play("fetch the quiz", { request: () => quiz, successStatuses: [200] });
  const answer = apiRequest("POST", "/api/sessions/{id}/answers", { path });
  for (let question = 1; question <= QUESTIONS; question++) {
    await play(`answer question ${question}`, {
      request: (index) =>
        bytes(answer({ token: tokens.get(index), body: { question, choice: choiceOf(index, question) } })),
      // An answer may be stored although its request got 503. Sent again, it gets 200.
      successStatuses: [201, 200],
    });
  }
  const stats = Array.from({ length: QUESTIONS }, (_, index) =>
    bytes(
      apiRequest("GET", "/api/sessions/{id}/questions/{no}/stats", { path: { ...path, no: index + 1 } })({}),
    ),
  );
  await play("read the stats", { request: (index) => stats[index % QUESTIONS]!, successStatuses: [200] });
  return { phases, memory };
}

/** Spreads the players over the four options, differently for each question. */
function choiceOf(index: number, question: number): number {
  return (Math.imul(index + 1, 2654435761) >>> (8 + question)) % 4;
}

function bytes(text: string): Buffer {
  return Buffer.from(text);
}

/** The maximum memory of each part of the cluster, sampled at the end of each phase. */
class PeakMemory {
  readonly maxMiB: Record<string, number> = {};

  sample(cluster: Cluster): void {
    for (const [part, pids] of Object.entries(processesOf(cluster))) {
      const now = pids.reduce((sum, pid) => sum + (memoryMiB(pid) ?? 0), 0);
      this.maxMiB[part] = Math.round(Math.max(this.maxMiB[part] ?? 0, now));
    }
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    args: process.argv
      .slice(2)
      .map((arg, index, args) => (isBareStreams(arg, args[index + 1]) ? `${arg}=${MILLION}` : arg)),
    options: { players: { type: "string" }, streams: { type: "string" }, keep: { type: "boolean" } },
  });
  if (values.streams === undefined) await showPlayers(numberOf("players", values.players), values.keep);
  else await showStreams(numberOf("streams", values.streams), values.keep);
}

/** `--streams` alone is `--streams 1000000`. */
function isBareStreams(arg: string, next: string | undefined): boolean {
  return arg === "--streams" && (next === undefined || next.startsWith("-"));
}

/** @throws Error if it is not a number of players */
function numberOf(option: string, text = String(MILLION)): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1)
    throw new Error(`--${option} must be an integer of at least 1`);
  return number;
}

async function showStreams(streams: number, keep = false): Promise<void> {
  const result = await holdStreams(streams, new Progress(streams));
  console.log(
    `${result.open.toLocaleString("en")} streams were open${result.limit ? ` (${result.limit})` : ""}. Total time: ${formatDuration(result.seconds)}.`,
  );
  console.table(
    result.steps.map(({ name, seconds, cpu, delivery }) => ({ name, seconds, ...cpu, ...delivery })),
  );
  console.table(result.events);
  console.table(result.memory);
  if (streams !== MILLION && !keep) return;
  await saveStreams(result);
  await writeReport();
}

async function showPlayers(players: number, keep = false): Promise<void> {
  const result = await playMillion(players, new Progress(players * (3 + QUESTIONS)));
  console.log(
    `${result.verification.rows.toLocaleString("en")} answers of ${players.toLocaleString("en")} players, each in the table once. Stats and leaderboard equal a recount of the table. Total time: ${formatDuration(result.seconds)}.`,
  );
  console.table(result.phases);
  console.table(result.maxMemoryMiB);
  if (players !== MILLION && !keep) return;
  await saveMillion(result);
  await writeReport();
}

if (import.meta.main) {
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));
  await main();
}
