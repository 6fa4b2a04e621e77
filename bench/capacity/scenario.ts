/** Times in ms. */
export interface Scenario {
  name: string;
  players: number;
  /** The answers come at random times within this duration, uniformly distributed. */
  withinMs: number;
  gateways: number;
  answersNodes: number;
  /** Cores that gateways and answers nodes share, and those of Postgres. */
  nodeCores: number;
  postgresCores: number;
  /** CPU time per answer. The first request of a player has all in it that the gateway does for the player meanwhile. */
  gatewayMs: number;
  retryMs: number;
  answersMs: number;
  postgresMs: number;
  outage?: { part: "gateway" | "answers" | "postgres" | "nats"; atMs: number; backAfterMs: number };
  seed: number;
}

export interface Outcome {
  name: string;
  /** Answers that were accepted at last, and those that were not. */
  accepted: number;
  lost: number;
  /** 503 replies with a receipt, and broken connections. The player retries after each. */
  putOff: number;
  disconnected: number;
  /** From the first request of a player to the acknowledgement. */
  latencyMs: { p50: number; p99: number; max: number };
  /** The time of the last acknowledgement. */
  lastMs: number;
  /** Per 100 ms: [s, acknowledged answers per second]. */
  acknowledged: [number, number][];
}
