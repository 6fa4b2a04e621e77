/** Times in ms. */
export interface Scenario {
  name: string;
  players: number;
  /** Their answers come evenly at random over so long. */
  withinMs: number;
  gateways: number;
  answersNodes: number;
  postgresCores: number;
  /** CPU time of one answer. */
  gatewayMs: number;
  answersMs: number;
  postgresMs: number;
  dies?: { what: "gateway" | "answers" | "postgres" | "nats"; atMs: number; backAfterMs: number };
  seed: number;
}

export interface Outcome {
  name: string;
  /** Answers that were accepted in the end, and acknowledged ones that were lost. */
  accepted: number;
  lost: number;
  /** Refusals with a receipt (503), and connections that broke; each was sent again by its player. */
  putOff: number;
  cutOff: number;
  /** From a player's first sending to the acknowledgement. */
  latencyMs: { p50: number; p99: number; max: number };
  /** When the last was acknowledged. */
  lastMs: number;
  /** Acknowledgements in each 100 ms, as [s, answers a second]. */
  acknowledged: [number, number][];
}
