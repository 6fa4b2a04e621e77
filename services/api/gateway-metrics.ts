import type { ServiceBroker } from "moleculer";
import { ENTRIES } from "../../platform/domain/answer-outcomes.ts";
import { expose } from "../../platform/metrics/expose.ts";
import type { Gateway } from "./gateway.ts";

/** What a gateway tells of itself, read when somebody looks. */
export function exposeGateway(
  broker: ServiceBroker,
  { requests, books, answers, events, environment }: Gateway,
  inFlight: { readonly count: number },
): void {
  expose(broker, "stampede_requests_total", () => requests.totals());
  expose(broker, "stampede_request_duration_seconds", () => requests.durations());
  expose(broker, "stampede_requests_in_flight", () => Math.max(0, inFlight.count - events.open));
  expose(broker, "stampede_answers_total", () =>
    ENTRIES.map((verdict) => ({ labels: { verdict }, value: books.totals[verdict] })),
  );
  expose(broker, "stampede_answers_held", () => answers.held);
  expose(broker, "stampede_streams_open", () => events.open);
  expose(broker, "stampede_streams_behind_total", () =>
    Object.entries(events.fallenBehind).map(([outcome, value]) => ({ labels: { outcome }, value })),
  );
  expose(broker, "stampede_streams_limit", () => environment.STAMPEDE_STREAMS_MAX);
}
