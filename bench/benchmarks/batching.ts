import type { Cluster } from "../../dev-cluster/cluster.ts";
import { readEnvironment } from "../../platform/environment.ts";
import { LoadProcess } from "../load/load-process.ts";
import type { Curve, Figure, Findings, Tell } from "../measuring/benchmark.ts";
import { type Contender, contend, PACE, type Run } from "../measuring/comparison.ts";
import { spreadOf } from "../measuring/spread.ts";
import { processesOf } from "../servers/cluster-processes.ts";
import { allCounted, answerRequests, beginGame, type Game } from "../servers/game.ts";
import { startSmallestCluster } from "../servers/minimal-cluster.ts";

const PLAYERS = 12_000;
/** How long the first answer of a batch may wait for company, in ms. */
const WINDOWS_MS = [1, 4, 10, 20, 40, 80];
/** Answers a second, and how many players of a question answer: two seconds of each. */
const RATES = [
  { perSecond: 1500, players: 3000 },
  { perSecond: 6000, players: PLAYERS },
];
const CONNECTIONS = 2048;
const MOST_P99_MS = 250;
/** What a gateway takes where nothing is set. */
const DEFAULT_MS = readEnvironment({}).STAMPEDE_BATCH_WINDOW_MS;

interface Try {
  windowMs: number;
  perSecond: number;
  runs: Run[];
}

/** What a batch window costs in waiting, and saves in CPU time. */
export const batching: Figure = {
  name: "batching",
  topic: "speed",
  title: "The window in which a gateway gathers answers: CPU time an answer, and latency, at a rate",

  async take(tell) {
    await using load = new LoadProcess();
    await using stack = new AsyncDisposableStack();
    tell("starts a cluster with a gateway for each window");
    const cluster = await startSmallestCluster(stack);
    const turns = WINDOWS_MS.length * RATES.length * (PACE.warmUps + PACE.rounds);
    const game = await beginGame(load, cluster.baseUrls[0]!, PLAYERS, turns);
    return findings(await tries(cluster, load, game, tell));
  },
};

/** Each window is a gateway's own setting, so that all share the other nodes and are measured in turns. */
async function tries(cluster: Cluster, load: LoadProcess, game: Game, tell: Tell): Promise<Try[]> {
  const shared = Object.entries(processesOf(cluster)).filter(([part]) => part !== "gateway");
  const settings: Omit<Try, "runs">[] = [];
  const contenders: Contender[] = [];
  const asked: Pick<Game, "session" | "tokens">[] = [];
  for (const windowMs of WINDOWS_MS) {
    const [gateway] = await cluster.add(["api"], { STAMPEDE_BATCH_WINDOW_MS: String(windowMs) });
    for (const { perSecond, players } of RATES) {
      settings.push({ windowMs, perSecond });
      contenders.push({
        name: `${windowMs} ms at ${perSecond.toLocaleString("en")} answers a second`,
        processes: { gateway: [gateway!.pid()!], ...Object.fromEntries(shared) },
        async work(round) {
          const some = { session: game.session, tokens: game.tokens.slice(0, players) };
          const requests = answerRequests(some, asked.push(some));
          const port = Number(new URL(gateway!.baseUrl).port);
          const job = { port, connections: CONNECTIONS, requests, perSecond, seed: round };
          const { replies, seconds, statuses, latencyMs } = await load.driveOpen(job);
          if (statuses[201] !== replies) throw new Error(`Not all accepted: ${JSON.stringify(statuses)}`);
          return { items: replies, seconds, latencyMs };
        },
      });
    }
  }
  const runs = await contend(contenders, PACE, tell);
  tell("checks that every answer is counted");
  for (const [index, some] of asked.entries()) await allCounted(game.baseUrl, some, index + 1);
  return settings.map((setting, index) => ({ ...setting, runs: runs[index]! }));
}

function findings(all: readonly Try[]): Findings {
  const cpu = ({ runs }: Try) => spreadOf(runs.map((run) => 1e6 / run.perCpuSecond));
  const p99 = ({ runs }: Try) => spreadOf(runs.map((run) => run.latencyMs!.p99));
  const busiest = Math.max(...RATES.map(({ perSecond }) => perSecond));
  const chosen = all.find(({ windowMs, perSecond }) => windowMs === DEFAULT_MS && perSecond === busiest)!;
  const curve = (title: string, y: string, of: (one: Try) => number): Curve => ({
    title,
    x: "ms that the first answer of a batch waits at the most",
    y,
    logX: true,
    lines: RATES.map(({ perSecond }) => ({
      name: `${perSecond.toLocaleString("en")} answers a second`,
      points: all.filter((one) => one.perSecond === perSecond).map((one) => [one.windowMs, of(one)] as const),
    })),
  });
  return {
    goals: [
      {
        what: `ms to the reply, p99, at the default of ${DEFAULT_MS} ms and ${busiest.toLocaleString("en")} answers a second`,
        spread: p99(chosen),
        digits: 0,
        atMost: MOST_P99_MS,
      },
    ],
    measures: all.map((one) => ({
      subject: `${one.windowMs} ms, ${one.perSecond.toLocaleString("en")} a second`,
      quantity: "µs of CPU an answer",
      spread: cpu(one),
      digits: 1,
      parts: {
        unit: "µs of CPU each",
        of: Object.fromEntries(
          Object.keys(one.runs[0]!.cpuMicros).map((part) => [
            part,
            spreadOf(one.runs.map(({ cpuMicros }) => cpuMicros[part]!)),
          ]),
        ),
      },
    })),
    curves: [
      curve("CPU time an answer, all processes", "µs", (one) => cpu(one).median),
      curve("Latency, p99", "ms", (one) => p99(one).median),
    ],
    details: all,
  };
}
