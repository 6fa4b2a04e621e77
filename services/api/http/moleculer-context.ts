import type { Context, ServiceBroker } from "moleculer";

/** Makes the contexts of requests that do not come through moleculer-web: calls in one carry its request's id on. */
export function contextsOf(broker: ServiceBroker): (requestId: string) => Context {
  return (requestID) => broker.ContextFactory.create(broker, null as never, {}, { requestID });
}
