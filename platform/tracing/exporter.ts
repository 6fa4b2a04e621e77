import { type BrokerOptions, TracerExporters } from "moleculer";
import type { Environment } from "../environment.ts";
import { VERSION } from "../version.ts";
import type { OtlpOptions, OtlpSender } from "./otlp-sender.ts";
import type { FinishedSpan } from "./span-mapping.ts";

type Tracer = Parameters<InstanceType<typeof TracerExporters.Base>["init"]>[0];

/** Passes Moleculer's spans to the OpenTelemetry SDK. */
export class OtlpExporter extends TracerExporters.Base {
  readonly #options: OtlpOptions;
  #sender: Promise<OtlpSender> | undefined;

  constructor(options: OtlpOptions) {
    super({});
    this.#options = options;
  }

  /** Loads the SDK only now: it takes 0.3 s, which a node without a collector should not spend. */
  override init(tracer: Tracer): void {
    super.init(tracer);
    this.#sender = import("./otlp-sender.ts").then(({ OtlpSender }) => {
      const identity = { node: this.broker.nodeID, version: VERSION };
      return new OtlpSender(this.#options, identity, (message) => this.logger.warn(message));
    });
  }

  override spanFinished(finished: unknown): void {
    const span = finished as FinishedSpan;
    span.tags = this.flattenTags(span.tags);
    this.#sender?.then((sender) => sender.add(span));
  }

  /** Sends the queued spans; waits no longer than a collector may take. */
  override async stop(): Promise<void> {
    await (await this.#sender)?.stop();
  }
}

/**
 * Moleculer's tracing if a collector is configured; otherwise none, at no cost. Parameters and results of actions are
 * never sent, because they contain the names and answers of players.
 */
export function tracingOptions(environment: Environment): BrokerOptions["tracing"] {
  const { OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_EXPORTER_OTLP_HEADERS, OTEL_TRACES_SAMPLER_ARG } = environment;
  if (!OTEL_EXPORTER_OTLP_ENDPOINT) return false;
  const exporter = new OtlpExporter({
    endpoint: OTEL_EXPORTER_OTLP_ENDPOINT,
    headers: OTEL_EXPORTER_OTLP_HEADERS,
  });
  return {
    enabled: true,
    exporter: [exporter as never],
    sampling: { rate: OTEL_TRACES_SAMPLER_ARG },
    tags: { action: { params: false } as never },
    errorFields: ["name", "message", "code", "type"],
  };
}
