import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { type BrokerOptions, MetricReporters, type Middleware } from "moleculer";
import type { Environment } from "../environment.ts";
import { createHttpServer } from "../http/http-server.ts";
import { SIDE_PORT_CONNECTIONS } from "../network/connection-budget.ts";
import { guardConnections } from "../network/connection-guard.ts";
import { exitOnListenError } from "../node/exit-on-listen-error.ts";
import { catalogue } from "./catalogue.ts";
import { exposeNodeMetrics } from "./node-metrics.ts";
import { type ListedMetric, prometheusText } from "./prometheus-text.ts";

const compress = promisify(gzip);
const TEXT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

/** Serves the metrics of the catalogue as Prometheus text, at `/metrics` on a port of its own. */
class MetricsPort extends MetricReporters.Base {
  readonly #address: { host: string; port: number };
  readonly #server: Server;
  /** The text that is being written: all who ask meanwhile get the same. */
  #text: Promise<string> | undefined;

  constructor(address: { host: string; port: number }) {
    super();
    this.#address = address;
    this.#server = createHttpServer((req, res) => this.#handle(req, res));
    guardConnections(this.#server, { max: SIDE_PORT_CONNECTIONS });
  }

  override init(registry: Parameters<InstanceType<typeof MetricReporters.Base>["init"]>[0]): void {
    super.init(registry);
    this.#server.on("error", (error) => {
      // Later errors are of single connections that the system could not accept.
      if (!this.#server.listening) exitOnListenError(registry.broker, "METRICS_PORT", error);
    });
    this.#server.listen(this.#address);
  }

  override async stop(): Promise<void> {
    await promisify(this.#server.close.bind(this.#server))();
  }

  #handle(req: IncomingMessage, res: ServerResponse): void {
    req.resume();
    if (req.url !== "/metrics") {
      res
        .writeHead(404, { "Content-Type": "text/plain; charset=utf-8" })
        .end("The metrics are at /metrics.\n");
      return;
    }
    this.#send(res, /\bgzip\b/.test(String(req.headers["accept-encoding"] ?? ""))).catch((error) => {
      this.logger.error("Could not write the metrics as Prometheus text.", error);
      if (!res.headersSent) res.writeHead(500).end();
    });
  }

  async #send(res: ServerResponse, isCompressed: boolean): Promise<void> {
    this.#text ??= this.#write().finally(() => {
      this.#text = undefined;
    });
    const text = await this.#text;
    const body = isCompressed ? await compress(text) : text;
    res.writeHead(200, { "Content-Type": TEXT_TYPE, ...(isCompressed && { "Content-Encoding": "gzip" }) });
    res.end(body);
  }

  #write(): Promise<string> {
    const metrics = this.registry.list({ includes: Object.keys(catalogue) }) as unknown as ListedMetric[];
    return prometheusText(metrics);
  }
}

/** Moleculer's registry of metrics, exposed over HTTP on its own port. */
export function metricsOptions(environment: Environment): BrokerOptions["metrics"] {
  const { METRICS_PORT: port, STAMPEDE_METRICS_ADDRESS: host } = environment;
  if (port === 0) return false;
  const reporter = new MetricsPort({ host, port });
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
