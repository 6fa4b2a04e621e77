import type { Context, ServiceBroker } from "moleculer";

/** Creates Moleculer contexts for requests that bypass moleculer-web: calls made in one carry its request id. */
export function contextFactory(broker: ServiceBroker): (requestId: string) => Context {
  return (requestID) => broker.ContextFactory.create(broker, null as never, {}, { requestID });
}
