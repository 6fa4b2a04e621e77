import { type BrokerOptions, MetricReporters, type Middleware } from "moleculer";
import type { Environment } from "../environment.ts";
import { endUnheard } from "../node/exit-on-listen-error.ts";
import { catalogue } from "./catalogue.ts";
import { exposition, type Listed } from "./exposition.ts";
import { exposeNode } from "./node.ts";

/** Moleculer's Prometheus reporter: its server, but the metrics of the catalogue and no other. */
class Reporter extends MetricReporters.Prometheus {
  override init(registry: Parameters<InstanceType<typeof MetricReporters.Prometheus>["init"]>[0]): void {
    super.init(registry);
    this.server.on("error", (error) => endUnheard(registry.broker, "METRICS_PORT", error));
  }

  override generatePrometheusResponse(): string {
    return exposition(this.registry.list({ includes: Object.keys(catalogue) }) as unknown as Listed[]);
  }
}

/** Moleculer's registry of metrics, read over HTTP on a port of its own. */
export function metricsOptions({ METRICS_PORT, STAMPEDE_ADDRESS }: Environment): BrokerOptions["metrics"] {
  if (METRICS_PORT === 0) return false;
  const reporter = new Reporter({ host: STAMPEDE_ADDRESS, port: METRICS_PORT, path: "/metrics" });
  return { enabled: true, collectProcessMetrics: false, reporter: reporter as never };
}

/** Middleware: a node tells of itself from its start to its end. */
export function nodeMetrics(): Middleware {
  let exposed: { stop(): void } | undefined;
  return {
    name: "NodeMetrics",
    created(broker) {
      if (broker.isMetricsEnabled()) exposed = exposeNode(broker);
    },
    async stopped() {
      exposed?.stop();
    },
  };
}
