import type { IncomingMessage, ServerResponse } from "node:http";
import { type BrokerOptions, MetricReporters, type Middleware } from "moleculer";
import type { Environment } from "../environment.ts";
import { exitOnListenError } from "../node/exit-on-listen-error.ts";
import { catalogue } from "./catalogue.ts";
import { exposeNodeMetrics } from "./node-metrics.ts";
import { type ListedMetric, prometheusText } from "./prometheus-text.ts";

/** Moleculer's Prometheus reporter: its HTTP server, but prom-client's text and only the metrics of the catalogue. */
class PrometheusReporter extends MetricReporters.Prometheus {
  #text = "";

  override init(registry: Parameters<InstanceType<typeof MetricReporters.Prometheus>["init"]>[0]): void {
    super.init(registry);
    this.server.on("error", (error) => exitOnListenError(registry.broker, "METRICS_PORT", error));
  }

  /** Prepares the text first: prom-client returns a promise, but Moleculer's handler needs the text synchronously. */
  override handler(req: IncomingMessage, res: ServerResponse): void {
    const metrics = this.registry.list({ includes: Object.keys(catalogue) }) as unknown as ListedMetric[];
    prometheusText(metrics).then(
      (text) => {
        this.#text = text;
        super.handler(req, res);
      },
      (error) => {
        this.logger.error("Could not write the metrics as Prometheus text.", error);
        res.writeHead(500).end();
      },
    );
  }

  override generatePrometheusResponse(): string {
    return this.#text;
  }
}

/** Moleculer's registry of metrics, exposed over HTTP on its own port. */
export function metricsOptions({ METRICS_PORT, STAMPEDE_ADDRESS }: Environment): BrokerOptions["metrics"] {
  if (METRICS_PORT === 0) return false;
  const reporter = new PrometheusReporter({ host: STAMPEDE_ADDRESS, port: METRICS_PORT, path: "/metrics" });
  return { enabled: true, collectProcessMetrics: false, reporter: reporter as never };
}

/** Middleware: exposes the metrics that every node has, from the start of the node to its stop. */
export function nodeMetrics(): Middleware {
  let exposed: { stop(): void } | undefined;
  return {
    name: "NodeMetrics",
    created(broker) {
      if (broker.isMetricsEnabled()) exposed = exposeNodeMetrics(broker);
    },
    async stopped() {
      exposed?.stop();
    },
  };
}
