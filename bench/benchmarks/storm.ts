import { setTimeout as sleep } from "node:timers/promises";
import { createApi, expectData } from "../../client/src/api.ts";
import { Cluster } from "../../dev-cluster/cluster.ts";
import type { ClusterNode } from "../../dev-cluster/nodes.ts";
import { joinCluster } from "../../operators/join.ts";
import { Tokens } from "../../platform/auth/tokens.ts";
import { stopAndDisconnect } from "../../platform/broker/transport.ts";
import { call } from "../../platform/contracts/typed-broker.ts";
import { percentile } from "../../rehearsal/figures/percentiles.ts";
import { apiRequest } from "../load/api-request.ts";
import { LoadProcess } from "../load/load-process.ts";
import { type CrowdTarget, targetAt } from "../load/stream-crowd/plan.ts";
import { StreamCrowd } from "../load/stream-crowd/stream-crowd.ts";
import type { Benchmark, Measurements, OnProgress } from "../measuring/benchmark.ts";
import { cpuSeconds } from "../measuring/process-cpu.ts";
import { spreadOf } from "../measuring/spread.ts";
import { answerRequests, createSession, type Game, SECRET, startGame, UNLIMITED } from "../servers/game.ts";
import { nodeSettings } from "../servers/server-process.ts";

/** All streams, and how many of them are at the gateway that is killed: almost all that 20,000 open files allow. */
const STREAMS = Number(process.env.BENCH_PLAYERS ?? 40_000);
const AT_VICTIM = Math.round(STREAMS * 0.45);
const PER_PROCESS = 14_000;
const OPEN_PER_SECOND = 2500;
const PLAYERS = 3000;
const ANSWERS = { perSecond: 300, questions: 3, connections: 256 };
/** The CPU time of answers alone is measured for so long before each storm, in s. */
const BEFORE_S = 5;
const TIMEOUT_S = 60;
const POLL_MS = 100;
/** Each opens all streams anew. */
const ROUNDS = 5;

/** What happened from the loss of a gateway until all its streams were back. */
interface Storm {
  lost: number;
  secondsUntilBack: number;
  /** How long one stream was away, in ms. */
  downtimeMs: { p50: number; p99: number; max: number };
  /** Returns in each second. */
  perSecond: number[];
  refused: Record<string, number>;
  answerStatuses: Record<number, number>;
  answerMs: { p50: number; p99: number; max: number };
  /** CPU of the gateways per return, without what answers cost. */
  cpuMicros: number;
}

export const storm: Benchmark = {
  name: "storm",
  topic: "speed",
  title: "One of four gateways is killed, then one is drained, with all streams open",

  async run(onProgress) {
    await using stack = new AsyncDisposableStack();
    const load = stack.use(new LoadProcess());
    onProgress("starts a cluster with four gateways");
    const counts = { api: 4, quiz: 1, sessions: 1, answers: 1, stats: 1 };
    const env = nodeSettings({ ...UNLIMITED, STAMPEDE_STREAMS_MAX: "20000" });
    const cluster = stack.adopt(await Cluster.start({ counts, env }), (started) => started.stop());
    const gateways = cluster.nodes("api");
    const game = await startGame(load, gateways[0]!.baseUrl, PLAYERS, 2 * ROUNDS * ANSWERS.questions);
    const killed: Storm[] = [];
    const drained: Storm[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      onProgress(`round ${round + 1} of ${ROUNDS}`);
      const question = 1 + 2 * round * ANSWERS.questions;
      const [kill, drain] = await runRound(cluster, { load, game, question, gateways }, onProgress);
      killed.push(kill);
      drained.push(drain);
    }
    return measurementsOf({ "kill -9": killed, drain: drained });
  },
};

/** Opens all streams, kills a gateway, starts it again, drains another one, and starts that again. */
async function runRound(
  cluster: Cluster,
  plan: Omit<StormPlan, "crowd" | "victim">,
  onProgress: OnProgress,
): Promise<[Storm, Storm]> {
  const { gateways, question } = plan;
  const [, , third, victim] = gateways as [ClusterNode, ClusterNode, ClusterNode, ClusterNode];
  await using crowd = await openCrowd(gateways, onProgress);
  onProgress("kills a gateway");
  const killed = await run({ ...plan, crowd, victim }, () => victim.kill("SIGKILL"));
  onProgress(`all are back after ${killed.secondsUntilBack.toFixed(1)} s; starts the gateway again`);
  await victim.restart();
  onProgress("drains a gateway");
  const next = { ...plan, crowd, question: question + ANSWERS.questions, victim: third };
  const drained = await run(next, async () => {
    const { broker } = await joinCluster({ ...cluster.settings });
    await call(broker, "$node.drain", { noticeMs: 2000 }, { nodeID: third.name });
    await stopAndDisconnect(broker);
  });
  await third.restart();
  return [killed, drained];
}

function targetsOf(gateways: readonly ClusterNode[]): CrowdTarget[] {
  return gateways.map(({ baseUrl }) => targetAt(baseUrl));
}

/** Opens the streams of players in a session whose first question is open: nearly half of them at the last gateway. */
async function openCrowd(gateways: readonly ClusterNode[], onProgress: OnProgress): Promise<StreamCrowd> {
  const session = await createSession(gateways[0]!.baseUrl, 3, { pace: "host" });
  await session.open();
  const others = targetsOf(gateways.slice(0, -1));
  const [last] = targetsOf(gateways.slice(-1));
  const path = { id: session.id };
  const plan = {
    targets: [last!],
    protocol: "sse" as const,
    request: apiRequest("GET", "/api/sessions/{id}/events", { path })({ token: "{token}" }),
    tokens: await playerTokens(gateways[0]!.baseUrl, session.state!.code),
    reconnect: { spreadMs: 5000 },
  };
  const options = { streams: STREAMS, processes: Math.ceil(STREAMS / PER_PROCESS) };
  const crowd = await StreamCrowd.start(plan, options);
  onProgress(
    `${STREAMS.toLocaleString("en")} streams open, ${AT_VICTIM.toLocaleString("en")} at one gateway`,
  );
  await crowd.open(AT_VICTIM, OPEN_PER_SECOND);
  await crowd.retarget(others);
  const { open } = await crowd.open(STREAMS - AT_VICTIM, OPEN_PER_SECOND);
  if (open !== STREAMS) throw new Error(`Only ${open} streams are open`);
  return crowd;
}

/** One player joins; the others' tokens are made like theirs. */
async function playerTokens(baseUrl: string, code: string): Promise<Uint8Array> {
  const body = { code, nickname: "Ada" };
  const { token } = await expectData(createApi({ baseUrl }).POST("/api/join", { body }));
  const tokens = new Tokens(SECRET);
  const identity = tokens.verify(token);
  if (identity.role !== "player") throw new Error("Not a player's token");
  const lines = Array.from({ length: STREAMS }, (_, index) =>
    tokens.issuePlayerToken({ ...identity, playerNo: index + 1 }),
  );
  return Buffer.from(lines.join("\n"), "latin1");
}

interface StormPlan {
  crowd: StreamCrowd;
  load: LoadProcess;
  game: Game;
  /** The first question that is answered meanwhile. */
  question: number;
  gateways: readonly ClusterNode[];
  victim: ClusterNode;
}

async function run(
  { crowd, load, game, question, gateways, victim }: StormPlan,
  stop: () => Promise<unknown>,
): Promise<Storm> {
  const others = gateways.filter((gateway) => gateway !== victim);
  const cpu = () => others.reduce((sum, gateway) => sum + cpuSeconds(gateway.pid()!), 0);
  const { perSecond, questions, connections } = ANSWERS;
  const requests = Array.from({ length: questions }, (_, index) =>
    answerRequests(game, question + index),
  ).flat();
  const job = { port: game.port, connections, requests, perSecond, seed: 20_261 + question };
  const answers = load.driveOpenLoop(job);
  const cpuAtStart = cpu();
  await sleep(BEFORE_S * 1000);
  const before = await crowd.status();
  const downtimesBefore = await crowd.downtimesMs();
  const cpuBefore = cpu();
  // A stream takes the next target at each attempt. All streams of one gateway would go to the same next one.
  await crowd.retarget(targetsOf(others).flatMap((target) => others.map(() => target)));
  const stopped = stop();
  const startedAt = performance.now();
  const perSecondBack: number[] = [];
  const elapsed = () => (performance.now() - startedAt) / 1000;
  let status = before;
  // At least some of the streams are lost, and then all are open again.
  while (status.open < STREAMS || status.reconnected === before.reconnected) {
    if (elapsed() > TIMEOUT_S) throw new Error(`Not all are back: ${JSON.stringify(status)}`);
    await sleep(POLL_MS);
    const newest = await crowd.status();
    const second = Math.floor(elapsed());
    perSecondBack[second] = (perSecondBack[second] ?? 0) + newest.reconnected - status.reconnected;
    status = newest;
  }
  const secondsUntilBack = elapsed();
  const spentOnAnswers = ((cpuBefore - cpuAtStart) / BEFORE_S) * secondsUntilBack;
  const cpuOfStorm = cpu() - cpuBefore - spentOnAnswers;
  const outcome = await answers;
  await stopped;
  const lost = status.reconnected - before.reconnected;
  const downtimes = without(await crowd.downtimesMs(), downtimesBefore);
  const { p50, p99, max } = outcome.latencyMs as { p50: number; p99: number; max: number };
  return {
    lost,
    secondsUntilBack,
    downtimeMs: {
      p50: percentile(downtimes, 0.5),
      p99: percentile(downtimes, 0.99),
      max: downtimes.at(-1)!,
    },
    perSecond: Array.from(perSecondBack, (count) => count ?? 0),
    refused: difference(status.refused, before.refused),
    answerStatuses: outcome.statuses,
    answerMs: { p50, p99, max },
    cpuMicros: (cpuOfStorm / lost) * 1e6,
  };
}

/** Both ascending. @returns the values of `all` that are not in `some` */
function without(all: readonly number[], some: readonly number[]): number[] {
  let at = 0;
  return all.filter((value) => value !== some[at] || !++at);
}

function difference(after: Record<string, number>, before: Record<string, number>): Record<string, number> {
  const counts = Object.entries(after).map(([key, count]) => [key, count - (before[key] ?? 0)] as const);
  return Object.fromEntries(counts.filter(([, count]) => count > 0));
}

/** @param storms of each kind, one in each round */
function measurementsOf(storms: Record<string, readonly Storm[]>): Measurements {
  const quantities: [string, (one: Storm) => number, number][] = [
    ["s until all streams are back", ({ secondsUntilBack }) => secondsUntilBack, 1],
    ["streams that came back", ({ lost }) => lost, 0],
    ["returns in the busiest second", ({ perSecond }) => Math.max(...perSecond), 0],
    ["ms to the reply of an answer meanwhile, p99", ({ answerMs }) => answerMs.p99, 0],
    ["µs of CPU of the gateways per return", ({ cpuMicros }) => cpuMicros, 0],
  ];
  const all = Object.values(storms).flat();
  const failures = all.map(({ refused, answerStatuses }) => {
    const statuses = Object.keys({ ...refused, ...answerStatuses });
    return statuses.filter((status) => Number(status) >= 500 && status !== "503").length;
  });
  return {
    goals: [
      ...Object.entries(storms).flatMap(([name, rounds]) => [
        {
          name: `${name}: s until all streams are back`,
          spread: spreadOf(rounds.map(({ secondsUntilBack }) => secondsUntilBack)),
          digits: 1,
          atMost: 30,
        },
        {
          name: `${name}: ms to the reply of an answer meanwhile, p99`,
          spread: spreadOf(rounds.map(({ answerMs }) => answerMs.p99)),
          digits: 0,
          atMost: 1000,
        },
      ]),
      { name: "kinds of 5xx other than 503", spread: spreadOf(failures), digits: 0, atMost: 0 },
    ],
    measures: quantities.flatMap(([quantity, numberOf, digits]) =>
      Object.entries(storms).map(([subject, rounds]) => ({
        subject,
        quantity,
        spread: spreadOf(rounds.map(numberOf)),
        digits,
      })),
    ),
    curves: [
      {
        title: "Returns over time, first round",
        x: "s since the loss",
        y: "returns per second",
        lines: Object.entries(storms).map(([name, rounds]) => ({
          name,
          points: rounds[0]!.perSecond.map((count, second) => [second, count] as const),
        })),
      },
    ],
    details: { streams: STREAMS, storms },
  };
}
