import type { Cluster } from "../../dev-cluster/cluster.ts";
import { readEnvironment } from "../../platform/environment.ts";
import { LoadProcess } from "../load/load-process.ts";
import type { Benchmark, Curve, Measurements, OnProgress } from "../measuring/benchmark.ts";
import {
  DEFAULT_ROUNDS,
  measureInterleaved,
  type RoundResult,
  type Subject,
} from "../measuring/comparison.ts";
import { spreadOf } from "../measuring/spread.ts";
import { processesOf } from "../servers/cluster-processes.ts";
import { answerRequests, type Game, startGame, waitUntilCounted } from "../servers/game.ts";
import { startMinimalCluster } from "../servers/minimal-cluster.ts";

const PLAYERS = 12_000;
/** How long the first answer of a batch waits for others, in ms. */
const WINDOWS_MS = [1, 4, 10, 20, 40, 80];
/** Each round sends answers for two seconds, one per player. */
const RATES = [
  { perSecond: 1500, players: 3000 },
  { perSecond: 6000, players: PLAYERS },
];
const CONNECTIONS = 2048;
const MAX_P99_MS = 250;
/** The default of the setting. */
const DEFAULT_MS = readEnvironment({}).STAMPEDE_BATCH_WINDOW_MS;

interface WindowResult {
  windowMs: number;
  perSecond: number;
  runs: RoundResult[];
}

/** The latency that a batch window adds, and the CPU time that it saves. */
export const batching: Benchmark = {
  name: "batching",
  topic: "speed",
  title: "The batch window of a gateway: CPU time per answer, and latency, at two rates",

  async run(onProgress) {
    await using load = new LoadProcess();
    await using stack = new AsyncDisposableStack();
    onProgress("starts a cluster with a gateway for each window");
    const cluster = await startMinimalCluster(stack);
    const questions = WINDOWS_MS.length * RATES.length * (DEFAULT_ROUNDS.warmUps + DEFAULT_ROUNDS.measured);
    const game = await startGame(load, cluster.baseUrls[0]!, PLAYERS, questions);
    return measurementsOf(await measureWindows(cluster, load, game, onProgress));
  },
};

/** The window is a setting of the gateway. There is a gateway per window; the other nodes are shared. */
async function measureWindows(
  cluster: Cluster,
  load: LoadProcess,
  game: Game,
  onProgress: OnProgress,
): Promise<WindowResult[]> {
  const shared = Object.entries(processesOf(cluster)).filter(([part]) => part !== "gateway");
  const windows: Omit<WindowResult, "runs">[] = [];
  const subjects: Subject[] = [];
  const questions: Pick<Game, "session" | "tokens">[] = [];
  for (const windowMs of WINDOWS_MS) {
    const [gateway] = await cluster.add(["api"], { STAMPEDE_BATCH_WINDOW_MS: String(windowMs) });
    for (const { perSecond, players } of RATES) {
      windows.push({ windowMs, perSecond });
      subjects.push({
        name: `${windowMs} ms at ${perSecond.toLocaleString("en")} answers per second`,
        processes: { gateway: [gateway!.pid()!], ...Object.fromEntries(shared) },
        async work(round) {
          const answering = { session: game.session, tokens: game.tokens.slice(0, players) };
          const requests = answerRequests(answering, questions.push(answering));
          const port = Number(new URL(gateway!.baseUrl).port);
          const job = { port, connections: CONNECTIONS, requests, perSecond, seed: round };
          const { replies, seconds, statuses, latencyMs } = await load.driveOpenLoop(job);
          if (statuses[201] !== replies) throw new Error(`Not all accepted: ${JSON.stringify(statuses)}`);
          return { items: replies, seconds, latencyMs };
        },
      });
    }
  }
  const results = await measureInterleaved(subjects, DEFAULT_ROUNDS, onProgress);
  onProgress("verifies that every answer is counted");
  for (const [index, answering] of questions.entries())
    await waitUntilCounted(game.baseUrl, answering, index + 1);
  return windows.map((window, index) => ({ ...window, runs: results[index]! }));
}

function measurementsOf(all: readonly WindowResult[]): Measurements {
  const cpu = ({ runs }: WindowResult) => spreadOf(runs.map((run) => 1e6 / run.perCpuSecond));
  const p99 = ({ runs }: WindowResult) => spreadOf(runs.map((run) => run.latencyMs!.p99));
  const busiest = Math.max(...RATES.map(({ perSecond }) => perSecond));
  const chosen = all.find(({ windowMs, perSecond }) => windowMs === DEFAULT_MS && perSecond === busiest)!;
  const curve = (title: string, y: string, of: (one: WindowResult) => number): Curve => ({
    title,
    x: "batch window, ms",
    y,
    logX: true,
    lines: RATES.map(({ perSecond }) => ({
      name: `${perSecond.toLocaleString("en")} answers per second`,
      points: all.filter((one) => one.perSecond === perSecond).map((one) => [one.windowMs, of(one)] as const),
    })),
  });
  return {
    goals: [
      {
        name: `ms to the reply, p99, at the default of ${DEFAULT_MS} ms and ${busiest.toLocaleString("en")} answers per second`,
        spread: p99(chosen),
        digits: 0,
        atMost: MAX_P99_MS,
      },
    ],
    measures: all.map((one) => ({
      subject: `${one.windowMs} ms, ${one.perSecond.toLocaleString("en")} per second`,
      quantity: "µs of CPU per answer",
      spread: cpu(one),
      digits: 1,
      parts: {
        unit: "µs of CPU each",
        values: Object.fromEntries(
          Object.keys(one.runs[0]!.cpuMicros).map((part) => [
            part,
            spreadOf(one.runs.map(({ cpuMicros }) => cpuMicros[part]!)),
          ]),
        ),
      },
    })),
    curves: [
      curve("CPU time per answer, all processes", "µs", (one) => cpu(one).median),
      curve("Latency, p99", "ms", (one) => p99(one).median),
    ],
    details: all,
  };
}
