import { ASSUMED, UTILISATION } from "./assumed.ts";
import { POOL_SIZE, STREAMS_MAX } from "./behaviour.ts";
import type { Costs } from "./costs.ts";
import {
  arrivalLoad,
  heartbeatCores,
  type Load,
  nodeCounts,
  type Part,
  type PartPlan,
  partPlans,
  peakOf,
  questionLoad,
} from "./parts.ts";

/** The load: every player has an event stream, reads the quiz, answers one question, and reads its stats. */
export interface Demand {
  players: number;
  /** The time in which all players answer. */
  seconds: number;
  /** Of equal size; each has its board at a stats node of its own. 1 by default. */
  sessions?: number;
  /** The most event streams of one gateway. STAMPEDE_STREAMS_MAX by default. */
  streamsPerGateway?: number;
}

export interface Plan extends Demand {
  answersPerSecond: number;
  /** Processes, cores and memory of each part. */
  parts: PartPlan[];
  /** All nodes of the cluster. */
  nodes: number;
  /** Of all parts, at 70 % load. */
  cores: number;
  /** The sum of the CPU requests of all processes, in cores. */
  requestedCores: number;
  memoryGiB: number;
  /** What is in `cores` for each phase, and for heartbeats and open streams. */
  questionCores: number;
  arrivalCores: number;
  heartbeatCores: number;
  openStreamCores: number;
  /** Load of a stats node that owns the board of a session, in cores. */
  statsLoad: number;
  /** One per player; and the maximum per gateway. */
  connections: number;
  connectionsPerGateway: number;
  databaseConnections: number;
  /** Replies of all gateways while all players answer, in Mbit/s. */
  outMbit: number;
  /** The events of one question to all streams, spread over the same time, in Mbit/s. */
  streamMbit: number;
  /** CPU time of the gateways for these events, in cores. */
  streamCores: number;
  /** The least time in which one event reaches all streams, in ms, if each gateway has a core, and as planned. */
  eventAloneMs: number;
  eventSharedMs: number;
  inMbit: number;
  /** Write-ahead log. */
  walMBPerSecond: number;
  /** Total CPU time of answers, of reads of quiz and stats, and of the events of one question, in core seconds. */
  coreSeconds: number;
  /** Used share of each limit (1 is the limit), in descending order. Past 1 the plan is not supported. */
  limits: { limit: Limit; used: number }[];
}

export const LIMITS = {
  postgresCores: "one Postgres: cores",
  wal: "one Postgres: write-ahead log",
  natsCores: "one NATS server: cores",
  statsLoad: "one stats node owns a session",
  nodes: "nodes that exchange heartbeats",
} as const;
export type Limit = (typeof LIMITS)[keyof typeof LIMITS];

/**
 * Plans a system: cores by CPU time, processes by open streams. The load is spread evenly.
 *
 * @param streamBytes of the events of one question to one stream
 * @throws RangeError if heartbeats take more than any number of nodes has
 */
export function plan(costs: Costs, demand: Demand, streamBytes: number): Plan {
  const { players, seconds, sessions = 1, streamsPerGateway = STREAMS_MAX } = demand;
  const [question, arrival] = [questionLoad(costs, players, seconds), arrivalLoad(costs, players)];
  const load = peakOf([question, arrival]);
  const counts = nodeCounts(costs, load, Math.max(2, Math.ceil(players / streamsPerGateway)), sessions);
  const streams = Math.ceil(players / counts.gateway);
  const parts = partPlans(costs, load, counts, { streams, boards: sessions });
  const sum = (of: (part: PartPlan) => number) => parts.reduce((total, part) => total + of(part), 0);
  const rate = players / seconds;
  const statsLoad = load.stats / sessions;
  const walMBPerSecond = (rate * ASSUMED.walBytesPerRow) / 1e6;
  return {
    ...demand,
    answersPerSecond: rate,
    parts,
    nodes: counts.all,
    cores: sum(({ cores }) => cores),
    requestedCores: sum(({ processes, millicores }) => (processes * millicores) / 1000),
    memoryGiB: sum(({ processes, memoryMiB }) => processes * memoryMiB) / 1024,
    questionCores: atUtilisation(question),
    arrivalCores: atUtilisation(arrival),
    heartbeatCores: heartbeatCores(costs, counts.all) / UTILISATION,
    openStreamCores: (players * costs.streamSecond) / 1e6 / UTILISATION,
    statsLoad,
    connections: players,
    connectionsPerGateway: streams,
    databaseConnections: (counts.answers + counts.stats + counts.sessions + counts.quiz) * POOL_SIZE,
    outMbit: (rate * (ASSUMED.replyBytes + ASSUMED.statsReplyBytes) * 8) / 1e6,
    streamMbit: (rate * streamBytes * 8) / 1e6,
    streamCores: (rate * costs.streamQuestion) / 1e6,
    ...eventTimes(costs, players, streams, partOf(parts, "gateway")),
    inMbit: (rate * 2 * ASSUMED.requestBytes * 8) / 1e6,
    walMBPerSecond,
    coreSeconds: (players * questionMicros(costs)) / 1e6,
    limits: limitsOf(parts, counts.all, statsLoad, walMBPerSecond),
  };
}

/** One part of a plan. */
export function partOf(parts: readonly PartPlan[], name: Part): PartPlan {
  return parts.find(({ part }) => part === name)!;
}

function atUtilisation(load: Load): number {
  return Object.values(load).reduce((sum, cores) => sum + cores, 0) / UTILISATION;
}

/** What all parts use for one player: the answer, the reads, and the events of one question. */
function questionMicros({ answer, quizRead, statsRead, streamQuestion }: Costs): number {
  return Object.values(answer).reduce((sum, micros) => sum + micros, quizRead + statsRead + streamQuestion);
}

/**
 * An event goes to all streams at the same time. Where gateways share cores, those that come last wait for the others.
 */
function eventTimes({ delivery }: Costs, players: number, streams: number, { cores }: PartPlan) {
  const eventAloneMs = (streams * delivery) / 1000;
  return { eventAloneMs, eventSharedMs: Math.max(eventAloneMs, (players * delivery) / 1000 / cores) };
}

function limitsOf(
  parts: readonly PartPlan[],
  nodes: number,
  statsLoad: number,
  walMB: number,
): Plan["limits"] {
  return [
    { limit: LIMITS.postgresCores, used: partOf(parts, "Postgres").cores / ASSUMED.maxPostgresCores },
    { limit: LIMITS.wal, used: walMB / ASSUMED.maxWalMB },
    { limit: LIMITS.natsCores, used: partOf(parts, "NATS").cores / ASSUMED.maxNatsCores },
    { limit: LIMITS.statsLoad, used: statsLoad / UTILISATION },
    { limit: LIMITS.nodes, used: nodes / ASSUMED.maxNodes },
  ].sort((one, other) => other.used - one.used);
}
