import type { Context, ServiceBroker, Span } from "moleculer";

/** The service in whose name the gateway's spans are. */
const SERVICE = { name: "api" } as Span["service"];

/** The spans of the contexts that are made here, while tracing is on. */
const spans = new WeakMap<Context, Span>();

/**
 * Creates Moleculer contexts for requests that bypass moleculer-web: calls made in one carry its request id. With tracing
 * on, each has a span, which `endSpan` ends.
 */
export function contextFactory(broker: ServiceBroker): (requestId: string) => Context {
  return (requestID) => {
    const ctx = broker.ContextFactory.create(broker, null as never, {}, { requestID });
    if (broker.isTracingEnabled()) spans.set(ctx, startSpan(ctx, requestID));
    return ctx;
  };
}

/** As Moleculer starts the span of an action: the spans of the calls in this context have it as their parent. */
function startSpan(ctx: Context, requestId: string): Span {
  const options = {
    id: ctx.id,
    type: "action",
    traceID: requestId,
    service: SERVICE,
    tags: { requestID: requestId },
  };
  const span = ctx.startSpan("request", options as Parameters<Context["startSpan"]>[1]);
  ctx.tracing = span.sampled;
  return span;
}

/** Ends the span of a request, if its context was made here and has one. */
export function endSpan(ctx: Context, operation: string, status: number): void {
  const span = spans.get(ctx);
  if (span === undefined) return;
  span.name = operation;
  span.addTags({ status });
  if (status >= 500) span.setError(new Error(`The reply has status ${status}.`));
  ctx.finishSpan(span);
}
