import { COMMITTED } from "./01-committed.ts";
import { FIRST_ANSWER_WINS } from "./02-first-answer-wins.ts";
import { BAD_ROWS } from "./03-bad-rows.ts";
import { FAST_REFUSALS } from "./04-fast-refusals.ts";
import { REDIS_AND_NATS } from "./05-redis-and-nats.ts";
import { SHUTDOWN } from "./06-shutdown.ts";
import { HIDDEN_KEY } from "./07-hidden-key.ts";
import { CLOCK } from "./08-clock.ts";
import { FINAL_STATS } from "./09-final-stats.ts";
import { LOST_NODES } from "./10-lost-nodes.ts";
import { LOCKOUTS } from "./11-lockouts.ts";
import { CLIENT_ON_A_BAD_NETWORK } from "./12-client-network.ts";
import type { CodeMutation, Mutation } from "./mutation.ts";

/** The mutations of each promise, by its number in docs/promises.md. */
const BY_PROMISE: Readonly<Record<number, readonly CodeMutation[]>> = {
  1: COMMITTED,
  2: FIRST_ANSWER_WINS,
  3: BAD_ROWS,
  4: FAST_REFUSALS,
  5: REDIS_AND_NATS,
  6: SHUTDOWN,
  7: HIDDEN_KEY,
  8: CLOCK,
  9: FINAL_STATS,
  10: LOST_NODES,
  11: LOCKOUTS,
  12: CLIENT_ON_A_BAD_NETWORK,
};

export const MUTATIONS: readonly Mutation[] = Object.entries(BY_PROMISE).flatMap(([promise, mutations]) =>
  mutations.map((mutation) => ({ ...mutation, promise: Number(promise) })),
);
