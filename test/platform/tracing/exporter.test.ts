import { ServiceBroker } from "moleculer";
import { readEnvironment } from "../../../platform/environment.ts";
import { tracingOptions } from "../../../platform/tracing/exporter.ts";
import { traceId } from "../../../platform/tracing/otlp.ts";
import { Collector } from "./collector.ts";

let collector: Collector;
beforeEach(async () => {
  collector = await new Collector().open();
});
afterEach(() => collector.close());

const brokerWith = (settings: Record<string, string>) => {
  const environment = readEnvironment(settings);
  const broker = new ServiceBroker({
    nodeID: "one",
    logger: false,
    tracing: tracingOptions(environment) as object,
  });
  broker.createService({
    name: "asker",
    actions: { ask: (ctx) => ctx.call("answerer.answer", { nickname: "Bo" }) },
  });
  broker.createService({
    name: "answerer",
    actions: {
      answer() {
        throw new TypeError("no answer");
      },
    },
  });
  return broker;
};

/** Makes one request and stops the node, which sends what it has. */
async function ask(settings: Record<string, string>): Promise<void> {
  const broker = brokerWith(settings);
  await broker.start();
  await expect(broker.call("asker.ask", {}, { requestID: "given" })).rejects.toThrow("no answer");
  await broker.stop();
}

test("the spans of a request are one trace, with what failed, and without what was asked", async () => {
  const OTEL_EXPORTER_OTLP_HEADERS = "x-key=a%20b,authorization=Basic eA==";
  await ask({ OTEL_EXPORTER_OTLP_ENDPOINT: `${collector.endpoint}/`, OTEL_EXPORTER_OTLP_HEADERS });
  const inner = collector.spans.find(({ service }) => service === "answerer")!;
  const outer = collector.spans.find(({ service }) => service === "asker")!;
  expect(inner).toMatchObject({
    traceId: traceId("given"),
    parentSpanId: outer.spanId,
    name: "action 'answerer.answer'",
    kind: 2,
    status: { code: 2, message: "no answer" },
    node: "one",
  });
  expect(inner.traceId).toMatch(/^[0-9a-f]{32}$/);
  expect(inner.spanId).toMatch(/^[0-9a-f]{16}$/);
  expect(outer.traceId).toBe(inner.traceId);
  expect(outer.parentSpanId).toBeUndefined();
  const [from, to] = [BigInt(inner.startTimeUnixNano), BigInt(inner.endTimeUnixNano)];
  expect(to - from).toBeGreaterThanOrEqual(0n);
  expect(Math.abs(Number(from / 1_000_000n) - Date.now())).toBeLessThan(60_000);
  expect(JSON.stringify(collector.spans)).not.toContain("Bo");
  expect(collector.headers).toMatchObject({ "x-key": "a b", authorization: "Basic eA==" });
});

test("of a share of none nothing is sent, and without a collector there is no tracing", async () => {
  await ask({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint, OTEL_TRACES_SAMPLER_ARG: "0" });
  expect(collector.spans).toEqual([]);
  expect(tracingOptions(readEnvironment({}))).toBe(false);
});

test("a collector that is away costs spans and nothing else", async () => {
  await collector.close();
  await ask({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint });
  expect(collector.spans).toEqual([]);
  collector = await new Collector().open();
});

test("a setting that makes no sense is a fault", () => {
  const settings = { OTEL_TRACES_SAMPLER_ARG: "2", OTEL_EXPORTER_OTLP_HEADERS: "nothing" };
  expect(() => readEnvironment(settings)).toThrow(/2 fault\(s\)/);
});
