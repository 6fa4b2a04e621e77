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
  /** The time in which all players come before the first question: page, join, quiz and stream. */
  arrivalSeconds: 120,
  /**
   * Nodes of one cluster. The cost of their heartbeats is measured with up to 60 nodes; beyond 150 it, and the exchange
   * of the lists of actions when nodes start, would be a guess.
   */
  maxNodes: 150,
  /** Cores of one Postgres, cores of one NATS server. */
  maxPostgresCores: 64,
  maxNatsCores: 16,
  /** Throughput of one volume for the write-ahead log, in MB/s. */
  maxWalMB: 1000,
};
