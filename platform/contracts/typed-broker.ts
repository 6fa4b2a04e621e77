import type { CallingOptions, Context, ServiceBroker } from "moleculer";
import type { ActionName, EventName, Events, ParamsIn, ParamsOut, Results } from "./contracts.ts";

/** A broker, or the context of a call, which passes on its request id. */
type Caller = Pick<ServiceBroker | Context, "call">;
type Emitter = Pick<ServiceBroker | Context, "emit" | "broadcast">;

/** The context of an action's handler. Its params are as the contract's schema returns them. */
export type Ctx<A extends ActionName> = Context<ParamsOut<A>>;
/** The context of an event's handler. */
export type EventCtx<E extends EventName> = Context<Events[E]>;

/**
 * Timeouts (ms, per attempt) and retries of actions. A retry goes to another node. Only idempotent actions have
 * retries.
 */
export const CALL_OPTIONS: Partial<Record<ActionName, CallingOptions>> = {
  "quiz.get": { timeout: 3000, retries: 2 },
  "quiz.list": { timeout: 3000, retries: 2 },
  "quiz.export": { timeout: 3000, retries: 2 },
  "quiz.content": { timeout: 3000, retries: 2 },
  "sessions.list": { timeout: 3000, retries: 2 },
  "sessions.get": { timeout: 2000, retries: 2 },
  "sessions.byNo": { timeout: 2000, retries: 2 },
  "sessions.live": { timeout: 3000, retries: 2 },
  "answers.record": { timeout: 2500 },
  "answers.storeCounts": { timeout: 2000, retries: 1 },
  "answers.ledger": { timeout: 3000, retries: 2 },
  "stats.snapshot": { timeout: 5000, retries: 1 },
  "stats.places": { timeout: 5000, retries: 2 },
  "stats.standings": { timeout: 3000, retries: 1 },
};

/** Calls an action of the contract. */
export function call<A extends ActionName>(
  caller: Caller,
  action: A,
  params: ParamsIn<A>,
  options?: CallingOptions,
): Promise<Results[A]> {
  return (caller as ServiceBroker).call<Results[A], ParamsIn<A>>(action, params, {
    ...CALL_OPTIONS[action],
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
