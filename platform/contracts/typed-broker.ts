import type { CallingOptions, Context, ServiceBroker } from "moleculer";
import type { ActionName, EventName, Events, ParamsIn, ParamsOut, Results } from "./contracts.ts";

/** A broker, or the context of a call, which passes on its request id. */
type Caller = Pick<ServiceBroker | Context, "call">;
type Emitter = Pick<ServiceBroker | Context, "emit" | "broadcast">;

/** The context of an action's handler. Its params are as the contract's schema returns them. */
export type Ctx<A extends ActionName> = Context<ParamsOut<A>>;
/** The context of an event's handler. */
export type EventCtx<E extends EventName> = Context<Events[E]>;

/** How long a sessions node has for a host's step, in ms, and how many other nodes get it after that. */
export const STEP_TIMEOUT_MS = 2000;
export const STEP_RETRIES = 2;

/**
 * Timeouts (ms, per attempt) and retries of actions. A retry goes to another node. Only idempotent actions have
 * retries.
 */
export const CALL_OPTIONS: Partial<Record<ActionName, CallingOptions>> = {
  "quiz.createOnce": { timeout: 10_000, retries: 1 },
  "quiz.importOnce": { timeout: 10_000, retries: 1 },
  "quiz.get": { timeout: 3000, retries: 2 },
  "quiz.list": { timeout: 3000, retries: 2 },
  "quiz.export": { timeout: 10_000, retries: 1 },
  "quiz.content": { timeout: 3000, retries: 2 },
  "sessions.createOnce": { timeout: 4000, retries: 2 },
  "sessions.list": { timeout: 3000, retries: 2 },
  "sessions.get": { timeout: 2000, retries: 2 },
  "sessions.byNo": { timeout: 2000, retries: 2 },
  "sessions.byCode": { timeout: 2000, retries: 2 },
  "sessions.hasOtherIds": { timeout: 2000 },
  "sessions.live": { timeout: 3000, retries: 2 },
  "sessions.step": { timeout: STEP_TIMEOUT_MS, retries: STEP_RETRIES },
  "sessions.closeAnswered": { timeout: 2000, retries: 2 },
  "sessions.change": { timeout: STEP_TIMEOUT_MS, retries: STEP_RETRIES },
  "sessions.delete": { timeout: 2000, retries: 2 },
  "sessions.joinWithKeys": { timeout: 2000, retries: 2 },
  "sessions.returning": { timeout: 2000, retries: 2 },
  "sessions.removePlayer": { timeout: 2000, retries: 2 },
  "sessions.removePlayers": { timeout: 10_000, retries: 1 },
  "sessions.restorePlayer": { timeout: 2000, retries: 2 },
  "sessions.roster": { timeout: 3000, retries: 2 },
  "sessions.newestPlayers": { timeout: 3000, retries: 1 },
  "sessions.void": { timeout: 2000, retries: 2 },
  "answers.record": { timeout: 2500 },
  "answers.storeCounts": { timeout: 2000, retries: 1 },
  "answers.ledger": { timeout: 3000, retries: 2 },
  "answers.ofPlayers": { timeout: 3000, retries: 1 },
  "answers.page": { timeout: 5000, retries: 2 },
  "api.streamingPlayers": { timeout: 1500 },
  "stats.snapshot": { timeout: 5000, retries: 1 },
  "stats.places": { timeout: 5000, retries: 2 },
  "stats.standings": { timeout: 3000, retries: 1 },
  "stats.leaderboard": { timeout: 3000, retries: 1 },
};

/** Writes whose timeout is short only because another node can take them over. One node alone gets more time. */
const TAKEN_OVER: ReadonlySet<ActionName> = new Set([
  "quiz.createOnce",
  "quiz.importOnce",
  "sessions.createOnce",
  "sessions.step",
  "sessions.change",
  "sessions.delete",
  "sessions.joinWithKeys",
  "sessions.removePlayer",
  "sessions.removePlayers",
  "sessions.restorePlayer",
  "sessions.void",
]);

function isStandalone(caller: Caller): boolean {
  const broker = (caller as Context).broker ?? (caller as ServiceBroker);
  return !broker.transit;
}

/** Calls an action of the contract. */
export function call<A extends ActionName>(
  caller: Caller,
  action: A,
  params: ParamsIn<A>,
  options?: CallingOptions,
): Promise<Results[A]> {
  return (caller as ServiceBroker).call<Results[A], ParamsIn<A>>(action, params, {
    ...(TAKEN_OVER.has(action) && isStandalone(caller) ? {} : CALL_OPTIONS[action]),
    ...options,
  });
}

/** Emits an event of the contract to one node of each service that listens. */
export function emit<E extends EventName>(emitter: Emitter, event: E, payload: Events[E]): Promise<void> {
  return Promise.resolve((emitter as ServiceBroker).emit(event, payload));
}

/** Broadcasts an event of the contract to every node that listens. */
export function broadcast<E extends EventName>(
  emitter: Emitter,
  event: E,
  payload: Events[E],
): Promise<void> {
  return Promise.resolve((emitter as ServiceBroker).broadcast(event, payload));
}
