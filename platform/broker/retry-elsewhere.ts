import { setTimeout as sleep } from "node:timers/promises";
import type { ActionEndpoint, Context, Middleware, ServiceBroker } from "moleculer";

type RemoteAction = NonNullable<Middleware["remoteAction"]>;

/**
 * Middleware: sends a call again that got no reply, as often as its options say (`retries`): to a node that has not been
 * tried, if there is one. Moleculer's own retry asks its balancer, which may choose the dead node again. Only
 * idempotent actions have retries. A sharded call goes to the owner of its key, whichever node that is by then.
 *
 * @param delayMs before each retry
 */
export function retryElsewhere(delayMs = 50): Middleware {
  /** The nodes that a call was sent to before, by the context of its newest attempt. */
  const triedBefore = new WeakMap<Context, readonly string[]>();
  const remoteAction: RemoteAction = function (this: ServiceBroker, next) {
    return async function retried(ctx: Context) {
      const endpoint = ctx.endpoint as ActionEndpoint;
      try {
        return await next.call(this, ctx);
      } catch (error) {
        const before = triedBefore.get(ctx) ?? [];
        const retries = ctx.options.retries ?? 0;
        if (!(error as { retryable?: boolean }).retryable || before.length >= retries) throw error;
        const tried = [...before, endpoint.id];
        await sleep(delayMs);
        const again = ctx.copy(endpoint);
        triedBefore.set(again, tried);
        const nodeID = ctx.options.nodeID ?? untriedNode(ctx.broker, endpoint, tried);
        const options = { ctx: again, ...(nodeID === undefined ? {} : { nodeID }) };
        return ctx.broker.call(endpoint.action.name ?? "", ctx.params, options);
      }
    };
  };
  return { name: "RetryElsewhere", remoteAction };
}

/** An available node that offers the action and was not tried; undefined if there is none, or the call is sharded. */
function untriedNode(
  broker: ServiceBroker,
  { action }: ActionEndpoint,
  tried: readonly string[],
): string | undefined {
  if (action.strategy === "Shard") return undefined;
  const all = broker.registry.getActionEndpoints(action.name ?? "")?.endpoints ?? [];
  const untried = all.filter(({ isAvailable, id }) => isAvailable && !tried.includes(id));
  return untried[Math.floor(Math.random() * untried.length)]?.id;
}
