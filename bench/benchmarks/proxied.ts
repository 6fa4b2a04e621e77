import { startNginx } from "../../dev-cluster/servers/nginx.ts";
import { Tokens } from "../../platform/auth/tokens.ts";
import { apiRequest } from "../load/api-request.ts";
import type { LoadJob } from "../load/load.ts";
import { LoadProcess } from "../load/load-process.ts";
import type { Benchmark, Measurements, OnProgress } from "../measuring/benchmark.ts";
import { type CompletedWork, DEFAULT_ROUNDS, runComparison } from "../measuring/comparison.ts";
import { parsedRequests } from "../measuring/parsed-requests.ts";
import { spreadOf } from "../measuring/spread.ts";
import { pidsOf, processesOf } from "../servers/cluster-processes.ts";
import { answerRequests, type Game, SECRET, startGame, waitUntilCounted } from "../servers/game.ts";
import { startMinimalCluster } from "../servers/minimal-cluster.ts";

/** As many as nginx keeps open to the gateway. */
const CONNECTIONS = 64;
const PLAYERS = 4000;
const QUESTIONS_PER_ROUND = 2;
const ROUNDS = DEFAULT_ROUNDS.warmUps + DEFAULT_ROUNDS.measured;
const READ_SECONDS = 3;
/** Every so manyth request of a mixture is another one. */
const OTHER_EVERY = 20;
const SITE = "https://quiz.example";
const ALONE = "the same alone";

export const proxiedAnswers: Benchmark = {
  name: "proxied-answers",
  topic: "speed",
  title: "Stored answers through nginx: among host calls, HEAD and other sites, and alone",
  run: (onProgress) => compare("answers", onProgress),
};

export const proxiedReads: Benchmark = {
  name: "proxied-reads",
  topic: "speed",
  title: "Reads of stats through nginx: among host calls, HEAD and other sites, and alone",
  run: (onProgress) => compare("reads", onProgress),
};

async function compare(kind: "answers" | "reads", onProgress: OnProgress): Promise<Measurements> {
  await using stack = new AsyncDisposableStack();
  const load = stack.use(new LoadProcess());
  onProgress("starts a cluster and nginx; the players join");
  const cluster = await startMinimalCluster(stack, {
    STAMPEDE_CORS_ORIGINS: SITE,
    STAMPEDE_TRUSTED_PROXIES: "1",
  });
  const nginx = stack.adopt(await startNginx(cluster.baseUrls), (server) => server.stop());
  const game = await startGame(load, nginx.url, PLAYERS, 2 * ROUNDS * QUESTIONS_PER_ROUND + 1);
  const processes = { ...processesOf(cluster), nginx: pidsOf(nginx) };
  const { hot, status, jobOf } = kind === "answers" ? answersOf(game) : readsOf(game);
  const rawShares: number[] = [];
  const work =
    (isMixed: boolean) =>
    async (round: number): Promise<CompletedWork> => {
      const requests = hot(round, isMixed);
      const before = await parsedRequests(cluster.nodes("api")[0]!.metricsUrl!);
      const job = jobOf(isMixed ? mixed(requests, othersOf(game)) : requests);
      const { replies, seconds, statuses, latencyMs } = await load.drive({ ...job, port: game.port });
      const after = await parsedRequests(cluster.nodes("api")[0]!.metricsUrl!);
      const [raw, node] = [after.raw - before.raw, after.node - before.node];
      if (isMixed) rawShares.push(raw / (raw + node));
      const failed = Object.keys(statuses).filter((one) => Number(one) !== status && Number(one) !== 200);
      if (failed.length > 0) throw new Error(`Unexpected replies: ${JSON.stringify(statuses)}`);
      const items = isMixed ? Math.round((replies * (OTHER_EVERY - 1)) / OTHER_EVERY) : replies;
      return { items, seconds, latencyMs };
    };
  const measurements = await runComparison(
    {
      itemName: kind,
      subjects: [
        { name: `${kind} with 5 % of other requests among them`, processes, work: work(true) },
        { name: ALONE, processes, work: work(false) },
      ],
      goals: [{ baseline: ALONE, atLeast: 0.9 }],
      verify: () => (kind === "answers" ? allCounted(game) : Promise.resolve()),
      stop: async () => {},
    },
    onProgress,
  );
  const share = {
    name: "share of requests that the gateway's own parser read",
    spread: spreadOf(rawShares.slice(DEFAULT_ROUNDS.warmUps)),
    digits: 4,
    atLeast: 0.99,
  };
  return { ...measurements, goals: [...measurements.goals, share] };
}

interface Load {
  /** The requests of a round. */
  hot(round: number, isMixed: boolean): string[];
  status: number;
  jobOf(requests: string[]): Omit<LoadJob, "port">;
}

/** All players answer each question once: those of a round with the mixture first, then those of one without. */
function answersOf(game: Game): Load {
  return {
    status: 201,
    hot(round, isMixed) {
      const first = 1 + (2 * round + (isMixed ? 0 : 1)) * QUESTIONS_PER_ROUND;
      return Array.from({ length: QUESTIONS_PER_ROUND }, (_, index) =>
        answerRequests(game, first + index),
      ).flat();
    },
    jobOf: (requests) => ({
      connections: CONNECTIONS,
      requests,
      maxRequests: requests.length,
      seconds: 90,
    }),
  };
}

function readsOf(game: Game): Load {
  const params = { path: { id: game.session.id, no: 1 } };
  const request = apiRequest("GET", "/api/sessions/{id}/questions/{no}/stats", params)({});
  return {
    status: 200,
    hot: () => Array<string>((OTHER_EVERY - 1) * 12).fill(request),
    jobOf: (requests) => ({
      connections: CONNECTIONS,
      requests,
      maxRequests: Number.MAX_SAFE_INTEGER,
      seconds: READ_SECONDS,
    }),
  };
}

/** What hosts, monitors and pages of other sites ask meanwhile. All get 200. */
function othersOf({ session }: Game): string[] {
  const token = new Tokens(SECRET).issueHostToken("bench");
  const path = { id: session.id };
  const stats = apiRequest("GET", "/api/sessions/{id}/questions/{no}/stats", { path: { ...path, no: 1 } })(
    {},
  );
  return [
    apiRequest("GET", "/api/sessions/{id}", { path })({ token }),
    stats.replace(/^GET/, "HEAD"),
    stats.replace("\r\n", `\r\nOrigin: ${SITE}\r\n`),
  ];
}

/** Every twentieth request is one of the others, in turn. */
function mixed(hot: readonly string[], others: readonly string[]): string[] {
  let other = 0;
  return hot.flatMap((request, index) =>
    (index + 1) % (OTHER_EVERY - 1) === 0 ? [request, others[other++ % others.length]!] : [request],
  );
}

async function allCounted(game: Game): Promise<void> {
  for (let no = 1; no <= 2 * ROUNDS * QUESTIONS_PER_ROUND; no++)
    await waitUntilCounted(game.baseUrl, game, no);
}
