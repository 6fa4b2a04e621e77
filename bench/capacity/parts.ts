import { ASSUMED, UTILISATION } from "./assumed.ts";
import { HEARTBEAT_S } from "./behaviour.ts";
import type { Costs } from "./costs.ts";

/** The kinds of nodes; then the servers. The names are those of the results. */
export const NODES = ["gateway", "answers", "stats", "sessions", "quiz"] as const;
export const SERVERS = ["Postgres", "PgBouncer", "NATS", "Redis"] as const;
export const PARTS = [...NODES, ...SERVERS] as const;
export type Part = (typeof PARTS)[number];

/** What the plan gives to a part. */
export interface PartPlan {
  part: Part;
  processes: number;
  /** Of all its processes, at 70 % load, in the busier of the two phases. */
  cores: number;
  /** The CPU request of one process, in thousandths of a core. */
  millicores: number;
  /** Of one process. */
  memoryMiB: number;
}

/** CPU time per second, in cores, by part. */
export type Load = Record<Part, number>;

/** Requests of CPU are multiples of this. */
const STEP_MILLICORES = 10;
/** Of each kind of node, so that one may fail. */
const MIN_NODES = 2;

/** While all players answer, each also reads quiz and stats once and gets the events of one question. */
export function questionLoad(costs: Costs, players: number, seconds: number): Load {
  const perPlayer = costs.quizRead + costs.statsRead + costs.streamQuestion;
  return loadOf(costs.answer, players / seconds, perPlayer, players * costs.streamSecond);
}

/** Before: each loads the page, joins, reads the quiz and opens a stream. Those who have come wait with open streams. */
export function arrivalLoad(costs: Costs, players: number): Load {
  const perPlayer = costs.pageRead + costs.quizRead + costs.streamOpening;
  return loadOf(costs.join, players / ASSUMED.arrivalSeconds, perPlayer, players * costs.streamSecond);
}

function loadOf(
  request: Record<string, number>,
  rate: number,
  gatewayMicros: number,
  gatewayMicrosPerSecond: number,
): Load {
  const micros = (part: Part) => rate * (request[part] ?? 0);
  const gateway = micros("gateway") + rate * gatewayMicros + gatewayMicrosPerSecond;
  return Object.fromEntries(
    PARTS.map((part) => [part, (part === "gateway" ? gateway : micros(part)) / 1e6]),
  ) as Load;
}

/** What each part must bear: the most of the phases. */
export function peakOf(loads: readonly Load[]): Load {
  return Object.fromEntries(
    PARTS.map((part) => [part, Math.max(...loads.map((load) => load[part]))]),
  ) as Load;
}

/** CPU time of a node to which nothing happens, among so many nodes, in cores: its own, and others' heartbeats. */
export function idleCores(costs: Costs, nodes: number): number {
  return (costs.nodeSecond + (costs.heartbeat * (nodes - 1)) / HEARTBEAT_S) / 1e6;
}

/** CPU time for heartbeats alone, of all nodes and NATS, in cores. */
export function heartbeatCores(costs: Costs, nodes: number): number {
  return (nodes * (nodes - 1) * (costs.heartbeat + costs.natsHeartbeat)) / HEARTBEAT_S / 1e6;
}

/**
 * How many processes of each kind of node there must be. A process has the streams that it may have, and at most one core,
 * of which it uses 70 %; it needs some of it when idle, which grows with the number of nodes.
 *
 * @param minGateways for the streams
 * @param boards one per session, each at a stats node of its own
 * @throws RangeError if heartbeats take more than any number of nodes has
 */
export function nodeCounts(costs: Costs, load: Load, minGateways: number, boards: number) {
  const counts = { gateway: minGateways, answers: MIN_NODES, stats: Math.max(MIN_NODES, boards) };
  for (;;) {
    const nodes = counts.gateway + counts.answers + counts.stats + 2 * MIN_NODES;
    const usable = UTILISATION - idleCores(costs, nodes);
    if (usable <= 0) throw new RangeError(`Heartbeats of ${nodes} nodes leave no time for anything else`);
    const needed = (kind: "gateway" | "answers") => Math.max(counts[kind], Math.ceil(load[kind] / usable));
    const [gateway, answers] = [needed("gateway"), needed("answers")];
    if (gateway === counts.gateway && answers === counts.answers)
      return { ...counts, sessions: MIN_NODES, quiz: MIN_NODES, all: nodes };
    Object.assign(counts, { gateway, answers });
  }
}

/** @param streams of one gateway @param boards one per session */
export function partPlans(
  costs: Costs,
  load: Load,
  counts: ReturnType<typeof nodeCounts>,
  { streams, boards }: { streams: number; boards: number },
): PartPlan[] {
  const idle = idleCores(costs, counts.all);
  const natsHeartbeats = (counts.all * (counts.all - 1) * costs.natsHeartbeat) / HEARTBEAT_S / 1e6;
  const streamMiB = (streams * (costs.streamKiB + costs.streamKernelKiB)) / 1024;
  return PARTS.map((part) => {
    const processes = isNode(part) ? counts[part] : 1;
    const base = isNode(part) ? processes * idle : part === "NATS" ? natsHeartbeats : 0;
    const cores = (load[part] + base) / UTILISATION;
    // A board is at one stats node, so each of these must be able to bear a session.
    const busiest = part === "stats" ? (load.stats / boards + idle) / UTILISATION : cores / processes;
    return {
      part,
      processes,
      cores,
      millicores: Math.ceil((busiest * 1000) / STEP_MILLICORES) * STEP_MILLICORES,
      memoryMiB: Math.ceil((costs.memoryMiB[part] ?? 0) + (part === "gateway" ? streamMiB : 0)),
    };
  });
}

function isNode(part: Part): part is (typeof NODES)[number] {
  return (NODES as readonly Part[]).includes(part);
}
