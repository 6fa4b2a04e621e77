import type { Costs } from "./costs.ts";

/** The load: every player has an event stream, reads the quiz, answers one question, and reads its stats. */
export interface Demand {
  players: number;
  /** The time in which all players answer. */
  seconds: number;
}

export interface Plan extends Demand {
  answersPerSecond: number;
  /** Nodes with one core each, at 70 % load. */
  gateways: number;
  answersNodes: number;
  /** Cores at 70 % load. */
  postgresCores: number;
  natsCores: number;
  /** Load of the stats node that owns the board, in cores. */
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
  /** Memory of the streams of one gateway, in MiB. */
  streamMiBPerGateway: number;
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

/** At higher load, queues grow fast: at 0.7 an M/D/1 queue waits 1.2 service times on average. */
export const UTILISATION = 0.7;

/** Assumptions that are not measured. */
export const ASSUMED = {
  /** Bytes of the request of an answer (with token and TLS record), of its reply, and of the reply with stats. */
  requestBytes: 700,
  replyBytes: 400,
  statsReplyBytes: 700,
  /** The row, its index entries and their headers. */
  walBytesPerRow: 220,
  /** Database connections of one node (STAMPEDE_POOL_SIZE). */
  poolSize: 4,
  /** Nodes that exchange heartbeats, cores of one Postgres, cores of one NATS server. */
  maxNodes: 150,
  maxPostgresCores: 64,
  maxNatsCores: 16,
  /** Throughput of one volume for the write-ahead log, in MB/s. */
  maxWalMB: 1000,
  maxConnectionsPerGateway: 20_000,
};

/**
 * Plans a system from the CPU time per request. The load is spread evenly.
 *
 * @param streamBytes of the events of one question to one stream
 */
export function plan(costs: Costs, { players, seconds }: Demand, streamBytes: number): Plan {
  const rate = players / seconds;
  const cores = (micros: number) => (rate * micros) / 1e6;
  const nodes = (micros: number) => Math.max(2, Math.ceil(cores(micros) / UTILISATION));
  const { gateway = 0, answers = 0, stats = 0, NATS = 0, Postgres = 0 } = costs.answer;
  // While all players answer, each also reads the stats once and gets the events of one question.
  const gatewaysForCpu = nodes(gateway + costs.statsRead + costs.streamQuestion);
  const gateways = Math.max(gatewaysForCpu, Math.ceil(players / ASSUMED.maxConnectionsPerGateway));
  const answersNodes = nodes(answers);
  const postgresCores = Math.max(1, Math.ceil(cores(Postgres) / UTILISATION));
  const natsCores = Math.max(1, Math.ceil(cores(NATS) / UTILISATION));
  const statsLoad = cores(stats);
  const walMBPerSecond = (rate * ASSUMED.walBytesPerRow) / 1e6;
  const answerMicros = Object.values(costs.answer).reduce((sum, micros) => sum + micros, 0);
  const limits = [
    { limit: LIMITS.postgresCores, used: cores(Postgres) / UTILISATION / ASSUMED.maxPostgresCores },
    { limit: LIMITS.wal, used: walMBPerSecond / ASSUMED.maxWalMB },
    { limit: LIMITS.natsCores, used: cores(NATS) / UTILISATION / ASSUMED.maxNatsCores },
    { limit: LIMITS.statsLoad, used: statsLoad / UTILISATION },
    { limit: LIMITS.nodes, used: (gateways + answersNodes + 6) / ASSUMED.maxNodes },
  ].sort((one, other) => other.used - one.used);
  return {
    players,
    seconds,
    answersPerSecond: rate,
    gateways,
    answersNodes,
    postgresCores,
    natsCores,
    statsLoad,
    connections: players,
    connectionsPerGateway: Math.ceil(players / gateways),
    databaseConnections: answersNodes * ASSUMED.poolSize,
    outMbit: (rate * (ASSUMED.replyBytes + ASSUMED.statsReplyBytes) * 8) / 1e6,
    streamMbit: (rate * streamBytes * 8) / 1e6,
    streamCores: cores(costs.streamQuestion),
    streamMiBPerGateway: (Math.ceil(players / gateways) * costs.streamKiB) / 1024,
    inMbit: (rate * 2 * ASSUMED.requestBytes * 8) / 1e6,
    walMBPerSecond,
    coreSeconds: (players * (answerMicros + costs.quizRead + costs.statsRead + costs.streamQuestion)) / 1e6,
    limits,
  };
}
