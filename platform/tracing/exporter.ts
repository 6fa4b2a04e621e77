import { readFileSync } from "node:fs";
import { type BrokerOptions, TracerExporters } from "moleculer";
import type { Environment } from "../environment.ts";
import { exportRequest, type FinishedSpan } from "./otlp.ts";

const EXPORT_EVERY_MS = 2000;
/** So many spans go in one request, and so many are kept at the most; the rest is let go. */
const BATCH_SPANS = 512;
const MOST_SPANS = 4096;
/** How long a collector may take, in ms. */
const PATIENCE_MS = 3000;
/** One line a this many ms in the log, however many exports fail. */
const LOG_EVERY_MS = 30_000;

export interface OtlpOptions {
  /** The collector's base address; spans go to `/v1/traces` below it. */
  endpoint: string;
  headers: Readonly<Record<string, string>>;
}

type Span = FinishedSpan & { sampled: boolean; tags: Record<string, unknown> };
type Tracer = Parameters<InstanceType<typeof TracerExporters.Base>["init"]>[0];

/** Sends Moleculer's spans to an OpenTelemetry collector. One that is slow or away loses spans, and nothing else. */
export class OtlpExporter extends TracerExporters.Base {
  readonly #options: OtlpOptions;
  #spans: FinishedSpan[] = [];
  #timer: NodeJS.Timeout | undefined;
  #exporting: Promise<void> = Promise.resolve();
  #warnedAt = Number.NEGATIVE_INFINITY;
  readonly #version: string;

  constructor(options: OtlpOptions) {
    super({});
    this.#options = options;
    this.#version = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")).version;
  }

  override init(tracer: Tracer): void {
    super.init(tracer);
    this.#timer = setInterval(() => this.#export(), EXPORT_EVERY_MS);
    this.#timer.unref();
  }

  override spanFinished(finished: unknown): void {
    const span = finished as Span;
    if (this.#spans.length >= MOST_SPANS) return;
    this.#spans.push(Object.assign(span, { tags: this.flattenTags(span.tags) }));
    if (this.#spans.length === BATCH_SPANS) this.#export();
  }

  /** Sends what is left; waits for it as long as a collector may take. */
  override stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#export();
    return this.#exporting;
  }

  #export(): void {
    this.#exporting = this.#exporting.then(async () => {
      while (this.#spans.length > 0) await this.#send(this.#spans.splice(0, BATCH_SPANS));
    });
  }

  async #send(spans: FinishedSpan[]): Promise<void> {
    const identity = { node: this.broker.nodeID, version: this.#version };
    try {
      const reply = await fetch(`${this.#options.endpoint.replace(/\/$/, "")}/v1/traces`, {
        method: "POST",
        headers: { ...this.#options.headers, "Content-Type": "application/json" },
        body: JSON.stringify(exportRequest(spans, identity)),
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      await reply.arrayBuffer();
      if (!reply.ok) this.#failed(`it answers ${reply.status}`);
    } catch (error) {
      this.#failed((error as Error).message);
    }
  }

  #failed(why: string): void {
    if (performance.now() - this.#warnedAt < LOG_EVERY_MS) return;
    this.#warnedAt = performance.now();
    this.logger.warn(`The collector does not take the spans (${why}); they are let go.`);
  }
}

/**
 * Moleculer's tracing, where a collector is named; otherwise none, at no cost. What is asked and answered never
 * goes along: it is players' answers and names.
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
