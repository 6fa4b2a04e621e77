import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import type { exportRequest } from "../../../platform/tracing/otlp.ts";

type Exported = ReturnType<typeof exportRequest>;
type Span = Exported["resourceSpans"][number]["scopeSpans"][number]["spans"][number] & {
  service: string;
  node: string;
};

/** As much of an OpenTelemetry collector as takes spans in OTLP over HTTP. */
export class Collector {
  readonly spans: Span[] = [];
  headers: IncomingHttpHeaders = {};
  endpoint = "";
  readonly #server = createServer(async (req, res) => {
    if (req.url !== "/v1/traces") return res.writeHead(404).end();
    this.headers = req.headers;
    this.#take((await json(req)) as Exported);
    res.writeHead(200, { "Content-Type": "application/json" }).end("{}");
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

  #take({ resourceSpans }: Exported): void {
    for (const { resource, scopeSpans } of resourceSpans) {
      const said = Object.fromEntries(resource.attributes.map(({ key, value }) => [key, value]));
      const of = (key: string) => (said[key] as { stringValue: string }).stringValue;
      const spans = scopeSpans.flatMap((scope) => scope.spans);
      for (const span of spans) {
        this.spans.push({ ...span, service: of("service.name"), node: of("service.instance.id") });
      }
    }
  }
}
