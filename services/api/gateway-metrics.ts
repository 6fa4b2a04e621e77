import type { ServiceBroker } from "moleculer";
import { ANSWER_OUTCOMES } from "../../platform/domain/answer-outcomes.ts";
import { expose } from "../../platform/metrics/expose.ts";
import type { Gateway } from "./gateway.ts";

/** Exposes a gateway's metrics; each is read when metrics are collected. */
export function exposeGatewayMetrics(
  broker: ServiceBroker,
  { requests, ledger, answers, events, environment }: Gateway,
  inFlight: { readonly count: number },
): void {
  expose(broker, "stampede_requests_total", () => requests.totals());
  expose(broker, "stampede_request_duration_seconds", () => requests.durations());
  expose(broker, "stampede_requests_in_flight", () => Math.max(0, inFlight.count - events.streamCount));
  expose(broker, "stampede_answers_total", () =>
    ANSWER_OUTCOMES.map((verdict) => ({ labels: { verdict }, value: ledger.totals[verdict] })),
  );
  expose(broker, "stampede_answers_held", () => answers.pending);
  expose(broker, "stampede_streams_open", () => events.streamCount);
  expose(broker, "stampede_streams_behind_total", () =>
    Object.entries(events.slowConsumers).map(([outcome, value]) => ({ labels: { outcome }, value })),
  );
  expose(broker, "stampede_streams_limit", () => environment.STAMPEDE_STREAMS_MAX);
}
