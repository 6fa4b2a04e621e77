import { apiRequest } from "../load/api-request.ts";
import { httpWork } from "../load/http-work.ts";
import { LoadProcess } from "../load/load-process.ts";
import type { Benchmark, OnProgress } from "../measuring/benchmark.ts";
import { type Comparison, runComparison } from "../measuring/comparison.ts";
import { processesOf } from "../servers/cluster-processes.ts";
import { answerRequests, createSession, startGame } from "../servers/game.ts";
import { startMinimalCluster } from "../servers/minimal-cluster.ts";

/** The number of joins, and of answers, per round. */
const REQUESTS_PER_ROUND = 12_000;
const MAX_ROUNDS = 10;
const CONNECTIONS = 512;
const ANSWERS = "answers";

export const joins: Benchmark = {
  name: "joins",
  topic: "speed",
  title: "Joins on the cluster, compared with answers on the same cluster",

  async run(onProgress) {
    await using load = new LoadProcess();
    return await runComparison(await joinsComparison(load, onProgress), onProgress);
  },
};

/** Both subjects are Stampede: a join may cost a tenth more than an answer. */
async function joinsComparison(load: LoadProcess, onProgress: OnProgress): Promise<Comparison> {
  await using stack = new AsyncDisposableStack();
  onProgress("starts a cluster; the players who answer join");
  const cluster = await startMinimalCluster(stack);
  const baseUrl = cluster.baseUrls[0]!;
  const game = await startGame(load, baseUrl, REQUESTS_PER_ROUND, MAX_ROUNDS);
  const { code } = (await createSession(baseUrl, 1)).state!;
  const processes = processesOf(cluster);
  const job = (requests: string[]) => ({
    port: game.port,
    connections: CONNECTIONS,
    requests,
    maxRequests: requests.length,
    seconds: 60,
  });
  const enter = apiRequest("POST", "/api/join", {});
  const joinRequests = (round: number) =>
    Array.from({ length: REQUESTS_PER_ROUND }, (_, index) =>
      enter({ body: { code, nickname: `Player ${round * REQUESTS_PER_ROUND + index + 1}` } }),
    );
  const resources = stack.move();
  return {
    itemName: "requests",
    subjects: [
      { name: "joins", processes, work: httpWork(load, 201, (round) => job(joinRequests(round))) },
      {
        name: ANSWERS,
        processes,
        work: httpWork(load, 201, (round) => job(answerRequests(game, round + 1))),
      },
    ],
    // With a tenth more CPU time, 10/11 of the requests fit into a CPU second.
    goals: [{ baseline: ANSWERS, atLeast: 0.909 }],
    stop: () => resources.disposeAsync(),
  };
}
