import { readFileSync } from "node:fs";
import { performance } from "node:perf_hooks";
import { getHeapStatistics } from "node:v8";
import type { ServiceBroker } from "moleculer";
import { isConnected } from "../broker/transport.ts";
import { processClock } from "../clock.ts";
import { EventLoopDelay } from "./event-loop.ts";
import { expose } from "./expose.ts";

const QUANTILES = [0.5, 0.9, 0.99, 1];

/**
 * Exposes the metrics that every node has, whatever services it runs.
 *
 * @returns stops the measurement of the event loop
 */
export function exposeNodeMetrics(broker: ServiceBroker): { stop(): void } {
  const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
  expose(broker, "stampede_node_info", () => [
    { labels: { node: broker.nodeID, version, services: servicesOf(broker) }, value: 1 },
  ]);
  expose(
    broker,
    "stampede_nodes_online",
    () => broker.registry.getNodeList({ onlyAvailable: true, withServices: false }).length,
  );
  expose(broker, "stampede_transport_up", () => Number(isConnected(broker)));
  expose(broker, "stampede_clock_ahead_seconds", () => processClock.aheadMs / 1e3);
  exposeProcess(broker);
  return exposeEventLoop(broker);
}

function exposeProcess(broker: ServiceBroker): void {
  expose(broker, "process_cpu_seconds_total", () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  });
  expose(broker, "process_resident_memory_bytes", () => process.memoryUsage.rss());
  expose(broker, "process_start_time_seconds", () => performance.timeOrigin / 1e3);
  expose(broker, "nodejs_heap_size_used_bytes", () => process.memoryUsage().heapUsed);
  expose(broker, "nodejs_heap_size_limit_bytes", () => getHeapStatistics().heap_size_limit);
  expose(broker, "nodejs_external_memory_bytes", () => process.memoryUsage().external);
}

function exposeEventLoop(broker: ServiceBroker): { stop(): void } {
  const delay = new EventLoopDelay();
  expose(broker, "stampede_event_loop_delay_seconds", () =>
    QUANTILES.map((quantile) => ({ labels: { q: String(quantile) }, value: delay.seconds(quantile) })),
  );
  expose(
    broker,
    "stampede_event_loop_busy_seconds_total",
    () => performance.eventLoopUtilization().active / 1e3,
  );
  return delay;
}

/** The names of this node's services, without Moleculer's internal ones. */
function servicesOf(broker: ServiceBroker): string {
  const names = broker.services.map(({ name }) => name).filter((name) => !name.startsWith("$"));
  return names.sort().join(",");
}
