import type { Costs } from "./costs.ts";

/** What is asked of the system: everyone answers one question, and reads the quiz before and the figures after. */
export interface Demand {
  players: number;
  /** In how many seconds all of them answer. */
  seconds: number;
}

export interface Plan extends Demand {
  answersPerSecond: number;
  /** Nodes, each with one core to itself, at 70 %. */
  gateways: number;
  answersNodes: number;
  /** Cores at 70 %. */
  postgresCores: number;
  natsCores: number;
  /** The share of one core that the owner of the session's board is busy. */
  statsLoad: number;
  /** To gateways, one a player, and the most on one of them. */
  connections: number;
  connectionsPerGateway: number;
  databaseConnections: number;
  /** Out of and into all gateways, in Mbit/s, while all answer. */
  outMbit: number;
  inMbit: number;
  /** Rows a second, and MB of write-ahead log a second. */
  walMBPerSecond: number;
  /** All CPU time of answers, quiz and figures, in core seconds. */
  coreSeconds: number;
  /** How near each limit is: 1 is the limit. The nearest first. */
  strains: { limit: string; strain: number }[];
}

/** Above this share of a core queues grow fast: at 0.7 an M/D/1 queue waits 1.2 service times on average. */
export const UTILISATION = 0.7;

/** Assumptions that are not measured: sizes in bytes, and how large one piece of a system may be. */
export const ASSUMED = {
  /** An answer's request with its token and its TLS record, its reply, and the reply to a read of the figures. */
  requestBytes: 700,
  replyBytes: 400,
  statsReplyBytes: 700,
  /** Row, its index entry and their headers in the write-ahead log. */
  walBytesPerRow: 220,
  /** Database connections of one node (STAMPEDE_POOL_SIZE). */
  poolSize: 4,
  /** Nodes that may exchange heartbeats, cores of one Postgres, cores of one NATS server. */
  mostNodes: 150,
  mostPostgresCores: 64,
  mostNatsCores: 16,
  /** What one volume for the write-ahead log takes, in MB/s. */
  mostWalMB: 1000,
  /** Connections that one gateway holds. */
  mostConnectionsPerGateway: 20_000,
};

/** What `demand` needs, from measured CPU time a request. Load is spread evenly. */
export function plan(costs: Costs, { players, seconds }: Demand): Plan {
  const rate = players / seconds;
  const cores = (micros: number) => (rate * micros) / 1e6;
  const nodes = (micros: number) => Math.max(2, Math.ceil(cores(micros) / UTILISATION));
  const { gateway = 0, answers = 0, stats = 0, NATS = 0, Postgres = 0 } = costs.answer;
  // While all answer each also reads the figures once.
  const forCpu = nodes(gateway + costs.statsRead);
  const gateways = Math.max(forCpu, Math.ceil(players / ASSUMED.mostConnectionsPerGateway));
  const answersNodes = nodes(answers);
  const postgresCores = Math.max(1, Math.ceil(cores(Postgres) / UTILISATION));
  const natsCores = Math.max(1, Math.ceil(cores(NATS) / UTILISATION));
  const statsLoad = cores(stats);
  const walMBPerSecond = (rate * ASSUMED.walBytesPerRow) / 1e6;
  const answerMicros = Object.values(costs.answer).reduce((sum, micros) => sum + micros, 0);
  const strains = [
    { limit: "one Postgres: cores", strain: cores(Postgres) / UTILISATION / ASSUMED.mostPostgresCores },
    { limit: "one Postgres: write-ahead log", strain: walMBPerSecond / ASSUMED.mostWalMB },
    { limit: "one NATS server: cores", strain: cores(NATS) / UTILISATION / ASSUMED.mostNatsCores },
    { limit: "one stats node owns a session", strain: statsLoad / UTILISATION },
    { limit: "nodes that exchange heartbeats", strain: (gateways + answersNodes + 6) / ASSUMED.mostNodes },
  ].sort((one, other) => other.strain - one.strain);
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
    inMbit: (rate * 2 * ASSUMED.requestBytes * 8) / 1e6,
    walMBPerSecond,
    coreSeconds: (players * (answerMicros + costs.quizRead + costs.statsRead)) / 1e6,
    strains,
  };
}
