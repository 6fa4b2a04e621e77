import { createHash } from "node:crypto";
import { type Attributes, type HrTime, SpanKind, SpanStatusCode, TraceFlags } from "@opentelemetry/api";
import { type Resource, resourceFromAttributes } from "@opentelemetry/resources";
import type { ReadableSpan } from "@opentelemetry/sdk-trace";

/** A finished span of Moleculer's tracer. Times are epoch ms with fractions. */
export interface FinishedSpan {
  name: string;
  type: string;
  /** The request's id. */
  traceID: string;
  id: string;
  parentID?: string | null | undefined;
  service?: { name: string } | undefined;
  startTime: number;
  finishTime: number;
  /** One level deep; a nested tag has a key with dots. */
  tags: Record<string, unknown>;
  error?: { name?: string; message?: string; type?: string } | true | null | undefined;
}

/** The node that sends the spans. */
export interface NodeIdentity {
  node: string;
  version: string;
}

/** The OpenTelemetry resource of a service on a node: each service of a node is a resource of its own. */
export function serviceResource(service: string, { node, version }: NodeIdentity): Resource {
  return resourceFromAttributes({
    "service.namespace": "stampede",
    "service.name": service,
    "service.version": version,
    "service.instance.id": node,
  });
}

/** A span of Moleculer as a span of the OpenTelemetry SDK. */
export function toReadableSpan(span: FinishedSpan, resource: Resource, version: string): ReadableSpan {
  const { name, type, traceID, id, parentID, startTime, finishTime, tags, error } = span;
  const trace = { traceId: traceId(traceID), traceFlags: TraceFlags.SAMPLED };
  const context = { ...trace, spanId: spanId(id) };
  return {
    name,
    kind: type === "action" ? SpanKind.SERVER : SpanKind.INTERNAL,
    spanContext: () => context,
    ...(parentID && { parentSpanContext: { ...trace, spanId: spanId(parentID) } }),
    startTime: toHrTime(startTime),
    endTime: toHrTime(finishTime),
    duration: toHrTime(finishTime - startTime),
    ended: true,
    status: error
      ? { code: SpanStatusCode.ERROR, message: (error !== true && error.message) || "failed" }
      : { code: SpanStatusCode.UNSET },
    attributes: toAttributes(tags),
    resource,
    instrumentationScope: { name: "stampede", version },
    links: [],
    events: [],
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  };
}

/**
 * The trace id of a request: a UUID without its dashes. An id in any other form, which a client may have chosen, is
 * hashed with SHA-256 and cut to 32 hex digits.
 */
export function traceId(requestId: string): string {
  return toHexId(requestId, 32);
}

function spanId(contextId: string): string {
  return toHexId(contextId, 16);
}

function toHexId(id: string, digits: number): string {
  const withoutDashes = id.replaceAll("-", "").toLowerCase();
  const isUuid = /^[0-9a-f]{32}$/.test(withoutDashes);
  const hex = isUuid ? withoutDashes : createHash("sha256").update(id).digest("hex");
  return hex.slice(0, digits);
}

/** Seconds and nanoseconds, rounded to µs: today's epoch ms as a double are not more precise. */
function toHrTime(ms: number): HrTime {
  const microseconds = Math.round(ms * 1000);
  return [Math.floor(microseconds / 1e6), (microseconds % 1e6) * 1000];
}

function toAttributes(tags: Readonly<Record<string, unknown>>): Attributes {
  const attributes: Attributes = {};
  for (const [key, value] of Object.entries(tags)) {
    if (value === null || value === undefined) continue;
    attributes[key] = typeof value === "boolean" || typeof value === "number" ? value : String(value);
  }
  return attributes;
}
