import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";

/** The fields of a span in OTLP's JSON that tests read. */
interface WireSpan {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  kind: number;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  attributes: { key: string; value: Record<string, unknown> }[];
  status: { code?: number; message?: string };
}

/** The body of an export request (https://opentelemetry.io/docs/specs/otlp/#otlphttp). */
interface ExportRequest {
  resourceSpans: {
    resource: { attributes: { key: string; value: { stringValue: string } }[] };
    scopeSpans: { scope: { name: string; version: string }; spans: WireSpan[] }[];
  }[];
}

type ReceivedSpan = WireSpan & { service: string; node: string; resource: Record<string, string> };

/** The part of an OpenTelemetry collector that receives spans in OTLP over HTTP. */
export class Collector {
  readonly spans: ReceivedSpan[] = [];
  headers: IncomingHttpHeaders = {};
  endpoint = "";
  requests = 0;
  /** What the collector replies; `never` leaves each request open. */
  replyStatus: number | "never" = 200;
  readonly #server = createServer(async (req, res) => {
    this.requests++;
    if (req.url !== "/v1/traces") return res.writeHead(404).end();
    if (this.replyStatus === "never") return;
    this.headers = req.headers;
    this.#record((await json(req)) as ExportRequest);
    res.writeHead(this.replyStatus, { "Content-Type": "application/json" }).end("{}");
  });

  async open(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    this.endpoint = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    return this;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #record({ resourceSpans }: ExportRequest): void {
    for (const { resource, scopeSpans } of resourceSpans) {
      const attributes = Object.fromEntries(
        resource.attributes.map(({ key, value }) => [key, value.stringValue]),
      );
      const service = attributes["service.name"]!;
      const node = attributes["service.instance.id"]!;
      for (const span of scopeSpans.flatMap(({ spans }) => spans)) {
        this.spans.push({ ...span, service, node, resource: attributes });
      }
    }
  }
}
