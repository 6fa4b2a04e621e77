import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import type { Resource } from "@opentelemetry/resources";
import { BatchSpanProcessor, type SpanExporter } from "@opentelemetry/sdk-trace";
import { type FinishedSpan, type NodeIdentity, serviceResource, toReadableSpan } from "./span-mapping.ts";

const EXPORT_EVERY_MS = 2000;
/** Spans per request to the collector. */
const BATCH_SPANS = 512;
/** Spans that wait for export; any more are dropped. */
const MAX_QUEUED_SPANS = 4096;
/** For one export with all its retries. */
const EXPORT_TIMEOUT_MS = 3000;
/** For the last export when the node stops, if a collector sends its reply byte by byte. */
const STOP_TIMEOUT_MS = 4000;
/** At most one warning per interval, however many exports fail. */
const WARN_EVERY_MS = 30_000;

export interface OtlpOptions {
  /** The collector's base address; spans go to `/v1/traces` below it. */
  endpoint: string;
  headers: Readonly<Record<string, string>>;
}

/**
 * Sends spans to an OpenTelemetry collector with the OpenTelemetry SDK: OTLP over HTTP as JSON, in batches, from a
 * bounded queue. If the collector is slow or unavailable, spans are lost and nothing else happens.
 */
export class OtlpSender {
  readonly #identity: NodeIdentity;
  readonly #exporter: OTLPTraceExporter;
  readonly #processor: BatchSpanProcessor;
  readonly #resources = new Map<string, Resource>();

  /** @param warn gets a message if exports fail */
  constructor({ endpoint, headers }: OtlpOptions, identity: NodeIdentity, warn: (message: string) => void) {
    this.#identity = identity;
    this.#exporter = new OTLPTraceExporter({
      url: `${endpoint.replace(/\/$/, "")}/v1/traces`,
      headers: { ...headers },
      timeoutMillis: EXPORT_TIMEOUT_MS,
    });
    this.#processor = new BatchSpanProcessor({
      exporter: withWarnings(this.#exporter, warn),
      maxExportBatchSize: BATCH_SPANS,
      maxQueueSize: MAX_QUEUED_SPANS,
      scheduledDelayMillis: EXPORT_EVERY_MS,
      exportTimeoutMillis: EXPORT_TIMEOUT_MS,
    });
  }

  add(span: FinishedSpan): void {
    const service = span.service?.name ?? "node";
    const resource = this.#resources.getOrInsertComputed(service, () =>
      serviceResource(service, this.#identity),
    );
    this.#processor.onEnd(toReadableSpan(span, resource, this.#identity.version));
  }

  /** Sends the queued spans; waits no longer than a collector may take. */
  async stop(): Promise<void> {
    const timedOut = Promise.withResolvers<void>();
    const timer = setTimeout(timedOut.resolve, STOP_TIMEOUT_MS);
    await Promise.race([this.#flush(), timedOut.promise]);
    clearTimeout(timer);
  }

  /** The processor stops waiting when one batch fails, which is logged already; other batches may still succeed. */
  async #flush(): Promise<void> {
    await this.#processor.shutdown().catch(() => {});
    await this.#exporter.forceFlush();
  }
}

/** The SDK reports failed exports only to a handler that is global to the process, so they are noted here. */
function withWarnings(exporter: SpanExporter, warn: (message: string) => void): SpanExporter {
  let warnedAt = Number.NEGATIVE_INFINITY;
  return {
    export(spans, onResult) {
      exporter.export(spans, (result) => {
        if (result.error && performance.now() - warnedAt >= WARN_EVERY_MS) {
          warnedAt = performance.now();
          warn(`The collector does not accept spans (${reasonOf(result.error)}); they are dropped.`);
        }
        onResult(result);
      });
    },
    shutdown: () => exporter.shutdown(),
  };
}

function reasonOf({ code, message }: Error & { code?: number | string }): string {
  return typeof code === "number" ? `HTTP ${code}` : message || String(code);
}
