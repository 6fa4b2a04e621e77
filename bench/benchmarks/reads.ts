import { createApi } from "../../client/src/api.ts";
import { apiRequest } from "../load/api-request.ts";
import { httpWork } from "../load/http-work.ts";
import { LoadProcess } from "../load/load-process.ts";
import type { Benchmark, OnProgress } from "../measuring/benchmark.ts";
import { type Comparison, runComparison } from "../measuring/comparison.ts";
import { answerRequests, startGame, UNLIMITED, waitUntilCounted } from "../servers/game.ts";
import { ServerProcess } from "../servers/server-process.ts";

/** They answer a question first, so that there are stats to read. */
const PLAYERS = 500;
const CONNECTIONS = 64;
/** The duration of a round per subject. */
const ROUND_SECONDS = 3;
/** These headers differ in every reply; all others must be the same in all subjects. */
const VARYING_HEADERS = new Set(["date", "x-request-id"]);

/** What is read: as the drivers ask for it, and as the client does. */
export interface Resource {
  request: string;
  read(baseUrl: string): Promise<{ data?: string; response: Response }>;
}

interface Reply {
  headers: Record<string, string>;
  body: string;
}

/** The bytes as they come. The load generator does not accept compression either. */
const UNPARSED = { parseAs: "text", headers: { "accept-encoding": "identity" } } as const;

const FLOOR = "bare node:http, the same bytes and headers";
const BASELINE = "Fastify, the same bytes and headers";

export const statsReads: Benchmark = {
  name: "stats-reads",
  topic: "speed",
  title: "Reads of the stats of one question at one gateway",

  async run(onProgress) {
    await using load = new LoadProcess();
    return await runComparison(await statsReadsComparison(load, onProgress), onProgress);
  },
};

export const quizReads: Benchmark = {
  name: "quiz-reads",
  topic: "speed",
  title: "Reads of a quiz of 20 questions at one gateway",

  async run(onProgress) {
    await using load = new LoadProcess();
    return await runComparison(await quizReadsComparison(load, onProgress), onProgress);
  },
};

export function statsReadsComparison(load: LoadProcess, onProgress: OnProgress): Promise<Comparison> {
  return readsComparison(load, onProgress, 1, (id) => {
    const params = { path: { id, no: 1 } };
    return {
      request: apiRequest("GET", "/api/sessions/{id}/questions/{no}/stats", params)({}),
      read: (baseUrl) =>
        createApi({ baseUrl }).GET("/api/sessions/{id}/questions/{no}/stats", { params, ...UNPARSED }),
    };
  });
}

export function quizReadsComparison(load: LoadProcess, onProgress: OnProgress): Promise<Comparison> {
  return readsComparison(load, onProgress, 20, (id) => {
    const params = { path: { id } };
    return {
      request: apiRequest("GET", "/api/sessions/{id}/quiz", params)({}),
      read: (baseUrl) => createApi({ baseUrl }).GET("/api/sessions/{id}/quiz", { params, ...UNPARSED }),
    };
  });
}

/** A game in which all players have answered the first question; then reads of one resource of its session. */
async function readsComparison(
  load: LoadProcess,
  onProgress: OnProgress,
  questions: number,
  resourceOf: (sessionId: string) => Resource,
): Promise<Comparison> {
  onProgress("starts Stampede and plays one question");
  await using stack = new AsyncDisposableStack();
  const server = stack.adopt(await ServerProcess.stampede(UNLIMITED), (process) => process.stop());
  const game = await startGame(load, server.baseUrl, PLAYERS, questions);
  const { port } = server;
  const requests = answerRequests(game, 1);
  await load.drive({ port, connections: CONNECTIONS, requests, maxRequests: PLAYERS, seconds: 30 });
  await waitUntilCounted(server.baseUrl, game, 1);
  return compareReads(load, onProgress, stack, server, resourceOf(game.session.id));
}

/**
 * Reads of one resource: ours, the floor and the baseline with the same bytes and headers.
 *
 * @param stack of the processes, which goes over to the comparison
 * @param server the gateway, ready to reply
 */
export async function compareReads(
  load: LoadProcess,
  onProgress: OnProgress,
  stack: AsyncDisposableStack,
  server: ServerProcess,
  resource: Resource,
): Promise<Comparison> {
  onProgress("starts the floor and the baseline");
  const ours = await read(server, resource);
  const start = async (file: string) => {
    const baseline = stack.adopt(await startBaseline(file, ours), (process) => process.stop());
    assertSameReply(ours, await read(baseline, resource));
    return baseline;
  };
  const floor = await start("bare-http.ts");
  const fastify = await start("fastify/ready-bytes.ts");
  const subject = (name: string, { pid, port }: ServerProcess) => ({
    name,
    processes: { server: [pid] },
    work: httpWork(load, 200, () => ({
      port,
      connections: CONNECTIONS,
      requests: [resource.request],
      maxRequests: Number.MAX_SAFE_INTEGER,
      seconds: ROUND_SECONDS,
    })),
  });
  const resources = stack.move();
  return {
    itemName: "reads",
    subjects: [subject("Stampede", server), subject(FLOOR, floor), subject(BASELINE, fastify)],
    goals: [
      { baseline: FLOOR, atLeast: 0.85 },
      { baseline: BASELINE, atLeast: 1 },
    ],
    stop: () => resources.disposeAsync(),
  };
}

/** Sends the reply of our gateway. Node adds some headers by itself, so they are not set here. */
function startBaseline(file: string, { headers, body }: Reply): Promise<ServerProcess> {
  const byNode = new Set(["date", "connection", "keep-alive"]);
  const ownHeaders = Object.fromEntries(Object.entries(headers).filter(([name]) => !byNode.has(name)));
  return ServerProcess.baseline(file, { REPLY: JSON.stringify({ headers: ownHeaders, body }) });
}

async function read({ baseUrl }: ServerProcess, resource: Resource): Promise<Reply> {
  const { data, response } = await resource.read(baseUrl);
  if (data === undefined) throw new Error(`${response.url}: ${response.status}`);
  return { headers: Object.fromEntries(response.headers), body: data };
}

function assertSameReply(ours: Reply, theirs: Reply): void {
  const comparable = ({ headers, body }: Reply) =>
    JSON.stringify([
      ...Object.entries(headers)
        .filter(([name]) => !VARYING_HEADERS.has(name))
        .sort(),
      body,
    ]);
  if (comparable(ours) !== comparable(theirs)) {
    throw new Error(`The replies differ:\n${comparable(ours)}\n${comparable(theirs)}`);
  }
}
