import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "../../dev-cluster/processes/free-port.ts";
import { playerNames, setUpSession } from "../end-to-end/fixture.ts";
import { single } from "../end-to-end/questions.ts";
import { must } from "../harness/client.ts";
import { type StandaloneNode, startStandalone } from "../harness/deployment.ts";
import { Random } from "../harness/random.ts";
import { exchange, problemsIn } from "./connection.ts";
import { HeapSampler } from "./heap.ts";
import { type FuzzRequest, randomRequest } from "./requests.ts";
import { Watchdog } from "./watchdog.ts";
import { createWorld, type World } from "./world.ts";

/** So many connections at once. */
const CONNECTIONS = 12;
/** A node that kept what requests bring would not get through with this heap, in MiB. */
const HEAP_MIB = 400;
/** How much memory may stay; caches fill within the first quarter. */
const MAX_GROWTH_MIB = 64;
const MAX_PROBLEMS = 10;

export interface FuzzOptions {
  seed: number;
  seconds: number;
  /** So many connections a second at most; by default as many as the node takes. */
  perSecond?: number;
  /** Only this exchange, to repeat a problem. */
  only?: number;
}

export interface FuzzResult {
  requests: number;
  /** One line per problem, with how to repeat it. */
  problems: string[];
}

/**
 * Sends random requests to a standalone node, over every route and both parsers, and watches it: no 5xx but the 503 of
 * the contract, no internal text, no crash, no standstill, no memory that stays, and afterwards it still plays.
 */
export async function fuzz(options: FuzzOptions): Promise<FuzzResult> {
  const { seed, only } = options;
  const metricsPort = await freePort();
  const deployment = await startStandalone({
    METRICS_PORT: String(metricsPort),
    NODE_OPTIONS: `--max-old-space-size=${HEAP_MIB}`,
    LOG_LEVEL: "error",
  });
  const result: FuzzResult = { requests: 0, problems: [] };
  try {
    const world = await createWorld(deployment);
    const watchdog = new Watchdog(deployment.baseUrls[0]!, deployment.node.pid);
    const heap = new HeapSampler(metricsPort);
    if (only === undefined) await sendAll(deployment, world, options, result);
    else await sendOne(deployment, world, seed, only, result);
    await Promise.all([watchdog.stop(), heap.stop()]);
    for (const { ms, cpuMs } of watchdog.standstills) {
      result.problems.push(`stood still for ${ms.toFixed(0)} ms, ${cpuMs} ms of them at work (seed ${seed})`);
    }
    if (heap.growthMiB() > MAX_GROWTH_MIB) {
      result.problems.push(`${heap.growthMiB().toFixed(0)} MiB of memory stay (seed ${seed})`);
    }
    await playAGame(deployment).catch((error) => result.problems.push(`no longer plays: ${error.message}`));
    const unexpected = /^.*(?:unhandled|uncaught|heap out of memory|TypeError|RangeError).*$/im.exec(
      deployment.node.output,
    );
    if (unexpected) result.problems.push(`its log says: ${unexpected[0]}`);
  } finally {
    await deployment.stop();
  }
  return result;
}

async function sendAll(
  deployment: StandaloneNode,
  world: World,
  { seed, seconds, perSecond = Number.POSITIVE_INFINITY }: FuzzOptions,
  result: FuzzResult,
): Promise<void> {
  const begin = performance.now();
  const end = begin + seconds * 1000;
  let next = 0;
  const worker = async () => {
    while (performance.now() < end && result.problems.length < MAX_PROBLEMS) {
      const index = next++;
      const waitMs = begin + (index / perSecond) * 1000 - performance.now();
      if (waitMs > 0) await sleep(waitMs);
      await sendOne(deployment, world, seed, index, result);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, worker));
}

/** One connection with one request, or a few that are pipelined. */
async function sendOne(
  { node }: StandaloneNode,
  world: World,
  seed: number,
  index: number,
  result: FuzzResult,
): Promise<void> {
  // Each exchange has its own numbers, so that it can be repeated alone.
  const random = new Random(Math.imul(seed, 0x9e3779b1) + index);
  const requests = Array.from({ length: random.chance(0.8) ? 1 : 2 + random.integer(5) }, () =>
    randomRequest(random, world),
  );
  result.requests += requests.length;
  try {
    const problem = problemsIn(await exchange(node.port, requests), requests);
    if (problem) result.problems.push(describe(problem, seed, index, requests));
  } catch (error) {
    result.problems.push(describe((error as Error).message, seed, index, requests));
  }
}

function describe(problem: string, seed: number, index: number, requests: readonly FuzzRequest[]): string {
  const text = requests
    .map(({ bytes }) => JSON.stringify(bytes.toString("latin1").slice(0, 1500)))
    .join("\n  ");
  return `${problem}\n  npm run fuzz -- --seed ${seed} --only ${index}\n  ${text}`;
}

/** A game from the first call to the balanced books. @throws Error if anything fails */
async function playAGame(deployment: StandaloneNode): Promise<void> {
  const fixture = await setUpSession(deployment, { questions: [single(1)], players: playerNames(5) });
  const { host, session, players } = fixture;
  must(await host.step(session.id, "open"), 200);
  for (const player of players) must(await player.answer(1, { choice: 1 }), 201);
  must(await host.step(session.id, "end"), 200);
  const audit = await host.audit(session.id);
  if (!must(audit, 200).balanced) throw new Error(`the books do not balance: ${audit.raw}`);
}
