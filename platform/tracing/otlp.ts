import { createHash } from "node:crypto";

/** A span as Moleculer's tracer finishes it; times are epoch ms with fractions. */
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
  /** Flat. */
  tags: Record<string, unknown>;
  error?: { name?: string; message?: string; type?: string } | true | null | undefined;
}

/** Which node it was. */
export interface NodeIdentity {
  node: string;
  version: string;
}

interface Attribute {
  key: string;
  value: { stringValue: string } | { boolValue: boolean } | { doubleValue: number } | { intValue: string };
}

const KIND_INTERNAL = 1;
const KIND_SERVER = 2;
const STATUS_ERROR = 2;

/**
 * Spans as the body of an export request, in OTLP's JSON (https://opentelemetry.io/docs/specs/otlp/#otlphttp;
 * 64-bit integers are strings there, ids are hex). Each service of a node is a resource of its own.
 */
export function exportRequest(spans: readonly FinishedSpan[], { node, version }: NodeIdentity) {
  const byService = Map.groupBy(spans, (span) => span.service?.name ?? "node");
  const resourceSpans = [...byService].map(([service, own]) => ({
    resource: {
      attributes: attributes({
        "service.namespace": "stampede",
        "service.name": service,
        "service.version": version,
        "service.instance.id": node,
      }),
    },
    scopeSpans: [{ scope: { name: "stampede", version }, spans: own.map(spanOf) }],
  }));
  return { resourceSpans };
}

function spanOf(span: FinishedSpan) {
  const { name, type, traceID, id, parentID, startTime, finishTime, tags, error } = span;
  return {
    traceId: traceId(traceID),
    spanId: spanId(id),
    ...(parentID ? { parentSpanId: spanId(parentID) } : {}),
    name,
    kind: type === "action" ? KIND_SERVER : KIND_INTERNAL,
    startTimeUnixNano: nanoseconds(startTime),
    endTimeUnixNano: nanoseconds(finishTime),
    attributes: attributes(tags),
    status: error ? { code: STATUS_ERROR, message: (error !== true && error.message) || "failed" } : {},
  };
}

/** A UUID is the trace's id without its dashes; an id that a client gave is hashed to the length of one. */
export function traceId(requestId: string): string {
  return hexOf(requestId, 32);
}

function spanId(contextId: string): string {
  return hexOf(contextId, 16);
}

function hexOf(id: string, digits: number): string {
  const bare = id.replaceAll("-", "").toLowerCase();
  const hex = /^[0-9a-f]{32}$/.test(bare) ? bare : createHash("sha256").update(id).digest("hex");
  return hex.slice(0, digits);
}

function nanoseconds(ms: number): string {
  return String(BigInt(Math.round(ms * 1000)) * 1000n);
}

function attributes(values: Readonly<Record<string, unknown>>): Attribute[] {
  return Object.entries(values).flatMap(([key, value]): Attribute[] => {
    if (value === null || value === undefined) return [];
    if (typeof value === "boolean") return [{ key, value: { boolValue: value } }];
    if (typeof value === "number") {
      return [{ key, value: Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value } }];
    }
    return [{ key, value: { stringValue: String(value) } }];
  });
}
