import { httpWork } from "../load/http-work.ts";
import { requestText } from "../load/load.ts";
import { LoadProcess } from "../load/load-process.ts";
import type { Figure, Tell } from "../measuring/benchmark.ts";
import { type Contest, settle } from "../measuring/comparison.ts";
import { processesOf } from "../servers/cluster-processes.ts";
import { answerRequests, beginGame, openSession } from "../servers/game.ts";
import { startSmallestCluster } from "../servers/minimal-cluster.ts";

/** Players who join in a round, and answers of a round. */
const A_ROUND = 12_000;
const MOST_ROUNDS = 10;
const CONNECTIONS = 512;
const ANSWERS = "answers";

export const joins: Figure = {
  name: "joins",
  topic: "speed",
  title: "Joins on the cluster, next to answers on the same cluster",

  async take(tell) {
    await using load = new LoadProcess();
    return await settle(await joinsContest(load, tell), tell);
  },
};

/** Both are the product's: a join may cost a tenth more than an answer. */
async function joinsContest(load: LoadProcess, tell: Tell): Promise<Contest> {
  await using stack = new AsyncDisposableStack();
  tell("starts a cluster and lets players join who will answer");
  const cluster = await startSmallestCluster(stack);
  const baseUrl = cluster.baseUrls[0]!;
  const game = await beginGame(load, baseUrl, A_ROUND, MOST_ROUNDS);
  const { code } = await openSession(baseUrl, 1);
  const processes = processesOf(cluster);
  const job = (requests: string[]) => ({
    port: game.port,
    connections: CONNECTIONS,
    requests,
    most: requests.length,
    seconds: 60,
  });
  const joiners = (round: number) =>
    Array.from({ length: A_ROUND }, (_, index) =>
      requestText("POST", "/api/join", undefined, {
        code,
        nickname: `Player ${round * A_ROUND + index + 1}`,
      }),
    );
  const kept = stack.move();
  return {
    counted: "requests",
    contenders: [
      { name: "joins", processes, work: httpWork(load, 201, (round) => job(joiners(round))) },
      {
        name: ANSWERS,
        processes,
        work: httpWork(load, 201, (round) => job(answerRequests(game, round + 1))),
      },
    ],
    // A tenth more CPU time is ten elevenths of the requests.
    goals: [{ over: ANSWERS, atLeast: 0.909 }],
    stop: () => kept.disposeAsync(),
  };
}
