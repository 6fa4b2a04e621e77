import { setTimeout as delay } from "node:timers/promises";
import { ServiceBroker } from "moleculer";
import { readEnvironment } from "../../../platform/environment.ts";
import { jsonLogger } from "../../../platform/logging/json-logger.ts";
import { tracingOptions } from "../../../platform/tracing/exporter.ts";
import { traceId } from "../../../platform/tracing/span-mapping.ts";
import { untilEqual } from "../../harness/until.ts";
import { Collector } from "./collector.ts";

let collector: Collector;
let warnings: string[];
beforeEach(async () => {
  collector = await new Collector().open();
  warnings = [];
});
afterEach(() => collector.close());

function brokerWith(settings: Record<string, string>): ServiceBroker {
  const environment = readEnvironment(settings);
  const destination = { write: (line: string) => void warnings.push(JSON.parse(line).message) };
  const broker = new ServiceBroker({
    nodeID: "one",
    logger: jsonLogger("warn", [], destination) as never,
    tracing: tracingOptions(environment) as object,
    skipProcessEventRegistration: true,
  });
  broker.createService({
    name: "outer",
    actions: {
      fail: (ctx) => ctx.call("inner.fail", { nickname: "Bo" }),
      succeed: () => "done",
    },
  });
  broker.createService({
    name: "inner",
    actions: {
      fail() {
        throw new TypeError("no answer");
      },
    },
  });
  return broker;
}

/** Makes one request that fails in the inner action, and stops the node, which sends its spans. */
async function requestAndStop(settings: Record<string, string>): Promise<void> {
  const broker = brokerWith(settings);
  await broker.start();
  await expect(broker.call("outer.fail", {}, { requestID: "given" })).rejects.toThrow("no answer");
  await broker.stop();
}

test("the spans of a request are one trace, with the error and without parameters", async () => {
  const OTEL_EXPORTER_OTLP_HEADERS = "x-key=a%20b,authorization=Basic eA==";
  await requestAndStop({ OTEL_EXPORTER_OTLP_ENDPOINT: `${collector.endpoint}/`, OTEL_EXPORTER_OTLP_HEADERS });
  const inner = collector.spans.find(({ service }) => service === "inner")!;
  const outer = collector.spans.find(({ service }) => service === "outer")!;
  expect(inner).toMatchObject({
    traceId: traceId("given"),
    parentSpanId: outer.spanId,
    name: "action 'inner.fail'",
    kind: 2,
    status: { code: 2, message: "no answer" },
    node: "one",
    resource: {
      "service.namespace": "stampede",
      "service.name": "inner",
      "service.version": expect.stringMatching(/^\d+\.\d+\.\d+$/),
      "service.instance.id": "one",
    },
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
  expect(warnings).toEqual([]);
});

test("with a sampling rate of 0 nothing is sent, and without a collector there is no tracing", async () => {
  await requestAndStop({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint, OTEL_TRACES_SAMPLER_ARG: "0" });
  expect(collector.spans).toEqual([]);
  expect(tracingOptions(readEnvironment({}))).toBe(false);
});

test("if the collector is unavailable, only spans are lost", async () => {
  await collector.close();
  await requestAndStop({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint });
  expect(collector.spans).toEqual([]);
  expect(warnings).toEqual([
    expect.stringMatching(/^The collector does not accept spans \(.*ECONNREFUSED.*\); they are dropped\.$/),
  ]);
  collector = await new Collector().open();
});

test("a collector that refuses spans is mentioned once in the log", async () => {
  collector.replyStatus = 400;
  const broker = brokerWith({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint });
  await broker.start();
  for (let call = 0; call < 1200; call++) await broker.call("outer.succeed");
  await broker.stop();
  expect(collector.requests).toBeGreaterThanOrEqual(3);
  expect(warnings).toEqual(["The collector does not accept spans (HTTP 400); they are dropped."]);
});

test("while a collector hangs, calls succeed, the queue is bounded, and the node stops in time", async () => {
  collector.replyStatus = "never";
  const broker = brokerWith({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint });
  await broker.start();
  for (let call = 0; call < 512; call++) await broker.call("outer.succeed");
  await untilEqual("the first batch is sent", async () => collector.requests, 1);
  for (let call = 0; call < 8000; call++) await broker.call("outer.succeed");
  const stopping = broker.stop().then(() => "stopped");
  expect(await Promise.race([stopping, delay(8000, "hangs", { ref: false })])).toBe("stopped");
  // The queue holds 8 batches of 512. On a slow machine an export or two may time out meanwhile; without a bound there
  // would be 17 requests.
  expect(collector.requests).toBeLessThanOrEqual(1 + 2 + 8);
});

test("an invalid setting stops the start", () => {
  const settings = { OTEL_TRACES_SAMPLER_ARG: "2", OTEL_EXPORTER_OTLP_HEADERS: "nothing" };
  expect(() => readEnvironment(settings)).toThrow(
    /2 errors:\n.*OTEL_EXPORTER_OTLP_HEADERS.*\n.*OTEL_TRACES_SAMPLER_ARG/,
  );
});
