import { Cluster } from "../../../dev-cluster/cluster.ts";
import { KINDS, type Kind } from "../../../dev-cluster/nodes.ts";
import { freePort } from "../../../dev-cluster/processes/free-port.ts";
import { PooledDatabase } from "../../../platform/database/pooled-database.ts";
import { catalogue, type MetricDescription } from "../../../platform/metrics/catalogue.ts";
import { traceId } from "../../../platform/tracing/span-mapping.ts";
import { Client } from "../../harness/client.ts";
import { INSTALL_MS } from "../../harness/processes.ts";
import { until, untilEqual } from "../../harness/until.ts";
import { Collector } from "../tracing/collector.ts";
import { scrape } from "./scrape.ts";

let cluster: Cluster;
let client: Client;
let collector: Collector;
const logged: { node: string; line: string }[] = [];
const ports = new Map<Kind, number>();
beforeAll(async () => {
  const counts = { api: 0, quiz: 0, sessions: 0, answers: 0, stats: 0 };
  collector = await new Collector().open();
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint };
  cluster = await Cluster.start({ counts, env, onLine: (node, line) => logged.push({ node, line }) });
  for (const kind of KINDS) ports.set(kind, await freePort());
  await Promise.all(KINDS.map((kind) => cluster.add([kind], { METRICS_PORT: String(ports.get(kind)) })));
  client = new Client(cluster.baseUrls[0]!);
}, INSTALL_MS);
afterAll(async () => {
  client?.close();
  await cluster?.stop();
  await collector?.close();
});

test.each(
  KINDS,
)("a node of kind %s exposes exactly the metrics that the catalogue lists for its kind", async (kind) => {
  const listed = Object.entries<MetricDescription>(catalogue)
    .filter(([, { on }]) => on.includes(kind))
    .map(([name, { type }]) => [name, type]);
  const exposed = async () => [...(await scrape(ports.get(kind)!)).types].sort();
  await untilEqual(`${kind} exposes all`, exposed, listed.sort());
  await until(`${kind} sees all other nodes`, async () => {
    const { samples } = await scrape(ports.get(kind)!);
    return (
      samples.get("stampede_nodes_online")! >= KINDS.length && samples.get("stampede_transport_up") === 1
    );
  });
});

interface LogLine {
  service: string;
  requestId?: string;
  message: string;
  data?: { callId?: string };
  error?: { message: string };
}

/** The log lines of a node for a request. */
function linesOf(node: string, requestId: string): LogLine[] {
  const lines = logged.filter((entry) => entry.node === node && entry.line.startsWith("{"));
  return lines.map(({ line }) => JSON.parse(line) as LogLine).filter((line) => line.requestId === requestId);
}

/** Makes the sessions service fail with an unexpected error while `work` runs. */
async function withoutTable<T>(work: () => Promise<T>): Promise<T> {
  const db = new PooledDatabase({ url: cluster.servers.postgres.url, size: 1, onConnectionLost: () => {} });
  try {
    await db.query("alter table sessions rename to sessions_elsewhere");
    return await work();
  } finally {
    await db.query("alter table sessions_elsewhere rename to sessions");
    await db.close();
  }
}

test("the id of a request that failed is in the logs of the gateway and of the service, and in the reply", async () => {
  const options = { token: cluster.hostToken("ana"), headers: { "x-request-id": "proxy/1.a:b-c" } };
  const reply = await withoutTable(() => client.send("GET", "/api/sessions", options));
  expect(reply.status).toBe(500);
  expect(reply.headers["x-request-id"]).toBe("proxy/1.a:b-c");
  expect(reply.body).toMatchObject({ data: { requestId: "proxy/1.a:b-c" } });
  await until("both nodes have logged it", () =>
    ["api-1", "sessions-1"].every((node) => linesOf(node, "proxy/1.a:b-c").length > 0),
  );
  expect(linesOf("sessions-1", "proxy/1.a:b-c")).toMatchObject([
    { service: "sessions", message: "sessions.list failed", level: "error", error: { code: "42P01" } },
  ]);
});

test("this request is one trace, with a span of the gateway and a span of the service", async () => {
  const spans = collector.spans;
  const spanOf = (name: string) =>
    until(`${name} has sent its span`, () =>
      spans.find((span) => span.node === name && span.traceId === traceId("proxy/1.a:b-c")),
    );
  const [gateway, service] = await Promise.all(["api-1", "sessions-1"].map(spanOf));
  expect(gateway).toMatchObject({ service: "api" });
  expect(service).toMatchObject({ service: "sessions", parentSpanId: gateway!.spanId, status: { code: 2 } });
});

test("the gateway's line of a batched request leads to the service's line", async () => {
  const options = { json: { code: "BCDFGH", nickname: "Bo" }, headers: { "x-request-id": "join-1" } };
  const reply = await withoutTable(() => client.send("POST", "/api/join", options));
  expect(reply.status).toBe(500);
  const callId = await until("the gateway has logged it", () => linesOf("api-1", "join-1")[0]?.data?.callId);
  await until("the service has logged it", () => linesOf("sessions-1", callId).length > 0);
});

test("an invalid request id is replaced by a generated one", async () => {
  const headers = { "x-request-id": 'a "quoted" line' };
  const reply = await client.send("GET", "/api/sessions/none", { headers });
  expect(reply.headers["x-request-id"]).toMatch(/^[0-9a-f-]{36}$/);
});
