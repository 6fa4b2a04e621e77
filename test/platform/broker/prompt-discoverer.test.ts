import { jest } from "@jest/globals";
import { ServiceBroker } from "moleculer";
import { HeartbeatWatch } from "../../../platform/broker/prompt-discoverer.ts";

const INTERVAL_S = 5;
/** Moleculer counts whole seconds: up to one more until it is missed, and one until it is looked for. */
const MISSED_S = 3 * INTERVAL_S + 2;

let watch: HeartbeatWatch;
let broker: ServiceBroker;

beforeEach(() => {
  jest.useFakeTimers();
  const start = performance.now();
  jest.spyOn(process, "uptime").mockImplementation(() => 100 + (performance.now() - start) / 1000);
  watch = new HeartbeatWatch(INTERVAL_S);
  const heartbeats = { heartbeatInterval: INTERVAL_S, heartbeatTimeout: 3 * INTERVAL_S };
  broker = new ServiceBroker({ logger: false, ...heartbeats, registry: { discoverer: watch } });
  watch.startHeartbeatTimers();
  broker.registry.nodes.processNodeInfo({ sender: "stats-1", services: [], instanceID: "1" });
});
afterEach(() => {
  watch.stopHeartbeatTimers();
  jest.useRealTimers();
  jest.restoreAllMocks();
});

const isThere = () => broker.registry.nodes.get("stats-1")?.available;
const pass = (seconds: number) => jest.advanceTimersByTime(seconds * 1000);
const beat = () => watch.heartbeatReceived("stats-1", { instanceID: "1" });

test.each([
  0, 4, 9, 14,
])("a node that says no more %i s after a look is missed after three heartbeats", (at) => {
  pass(at);
  beat();
  pass(3 * INTERVAL_S - 1);
  expect(isThere()).toBe(true);
  pass(MISSED_S - 3 * INTERVAL_S + 1);
  expect(isThere()).toBe(false);
});

test("one that goes on saying that it lives stays", () => {
  for (let second = 0; second < 60; second += INTERVAL_S) {
    pass(INTERVAL_S);
    beat();
  }
  expect(isThere()).toBe(true);
});

test("who was frozen for longer hears what came meanwhile before it misses anyone", () => {
  const frozen = performance.now() + 60_000;
  jest.spyOn(performance, "now").mockImplementation(() => frozen);
  pass(1);
  expect(isThere()).toBe(true);
  beat();
  expect(isThere()).toBe(true);
});
