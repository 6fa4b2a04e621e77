import type { CallingOptions, Context, ServiceBroker } from "moleculer";
import type { ActionName, EventName, Events, ParamsIn, ParamsOut, Results } from "./contracts.ts";

/** Whoever can call: a broker, or the context of a call under way (which carries its request id along). */
type Caller = Pick<ServiceBroker | Context, "call">;
type Emitter = Pick<ServiceBroker | Context, "emit" | "broadcast">;

/** The context of an action's handler, with its params as the contract's schema leaves them. */
export type Ctx<A extends ActionName> = Context<ParamsOut<A>>;
/** The context of an event's handler. */
export type EventCtx<E extends EventName> = Context<Events[E]>;

/**
 * Actions that may be asked again, of another node, when one does not answer: those that read, and those of
 * which a repetition changes nothing. `timeout` in ms for each try.
 */
export const REPEATABLE: Partial<Record<ActionName, CallingOptions>> = {
  "quiz.get": { timeout: 3000, retries: 2 },
  "quiz.list": { timeout: 3000, retries: 2 },
  "quiz.export": { timeout: 3000, retries: 2 },
  "quiz.content": { timeout: 3000, retries: 2 },
  "sessions.list": { timeout: 3000, retries: 2 },
  "sessions.get": { timeout: 2000, retries: 2 },
  "sessions.byNo": { timeout: 2000, retries: 2 },
  "sessions.live": { timeout: 3000, retries: 2 },
  "answers.record": { timeout: 2500 },
  "answers.tally": { timeout: 2000, retries: 1 },
  "answers.books": { timeout: 3000, retries: 2 },
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
    ...REPEATABLE[action],
    ...options,
  });
}

/** Sends an event of the contract to one node of each service that listens. */
export function emit<E extends EventName>(emitter: Emitter, event: E, payload: Events[E]): Promise<void> {
  return Promise.resolve((emitter as ServiceBroker).emit(event, payload));
}

/** Sends an event of the contract to every node that listens. */
export function broadcast<E extends EventName>(
  emitter: Emitter,
  event: E,
  payload: Events[E],
): Promise<void> {
  return Promise.resolve((emitter as ServiceBroker).broadcast(event, payload));
}
