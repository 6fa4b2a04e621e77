import type { ServiceBroker } from "moleculer";
import { ANSWER_OUTCOMES } from "../../platform/domain/answer-outcomes.ts";
import { expose } from "../../platform/metrics/expose.ts";
import type { ConnectionGuard } from "../../platform/network/connection-guard.ts";
import type { Gateway } from "./gateway.ts";

/** Exposes a gateway's metrics; each is read when metrics are collected. */
export function exposeGatewayMetrics(
  broker: ServiceBroker,
  { requests, ledger, answers, events, lookups, environment }: Gateway,
  inFlight: { readonly count: number },
  connections: Pick<ConnectionGuard, "count" | "max" | "counts">,
  requestsByParser: () => Readonly<Record<"raw" | "node", number>>,
): void {
  expose(broker, "stampede_requests_total", () => requests.totals());
  expose(broker, "stampede_request_duration_seconds", () => requests.durations());
  expose(broker, "stampede_requests_in_flight", () => Math.max(0, inFlight.count - events.streamCount));
  expose(broker, "stampede_http_requests_parsed_total", () =>
    Object.entries(requestsByParser()).map(([parser, value]) => ({ labels: { parser }, value })),
  );
  expose(broker, "stampede_answers_total", () =>
    ANSWER_OUTCOMES.map((verdict) => ({ labels: { verdict }, value: ledger.totals[verdict] })),
  );
  expose(broker, "stampede_answers_held", () => answers.pending);
  expose(broker, "stampede_answers_put_off_total", () =>
    Object.entries(answers.putOff.reasons).map(([reason, value]) => ({ labels: { reason }, value })),
  );
  expose(broker, "stampede_answers_waiting", () => answers.putOff.answers.size);
  expose(broker, "stampede_answers_delivered_total", () =>
    Object.entries(answers.putOff.answers.outcomes).map(([outcome, value]) => ({
      labels: { outcome },
      value,
    })),
  );
  expose(broker, "stampede_streams_open", () => events.streamCount);
  expose(broker, "stampede_streams_waiting", () => events.openings.length);
  expose(broker, "stampede_streams_refused_total", () => events.openings.refused);
  expose(broker, "stampede_streams_behind_total", () =>
    Object.entries(events.slowConsumers).map(([outcome, value]) => ({ labels: { outcome }, value })),
  );
  expose(broker, "stampede_session_lookups_total", () =>
    Object.entries(lookups.outcomes).map(([outcome, value]) => ({ labels: { outcome }, value })),
  );
  expose(broker, "stampede_connections_open", () => connections.count);
  expose(broker, "stampede_connections_limit", () => connections.max);
  expose(broker, "stampede_connections_closed_total", () =>
    Object.entries(connections.counts).map(([outcome, value]) => ({ labels: { outcome }, value })),
  );
  expose(broker, "stampede_streams_limit", () => environment.STAMPEDE_STREAMS_MAX);
}
