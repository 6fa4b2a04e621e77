import { jest } from "@jest/globals";
import { ServiceBroker } from "moleculer";
import { PROCESS_RESUMED, PromptDiscoverer } from "../../../platform/broker/prompt-discoverer.ts";

const INTERVAL_S = 5;
/** Moleculer counts in full seconds, which adds up to one second; the check every second adds another. */
const DETECTED_AFTER_S = 3 * INTERVAL_S + 2;

let discoverer: PromptDiscoverer;
let broker: ServiceBroker;

beforeEach(() => {
  jest.useFakeTimers();
  const start = performance.now();
  jest.spyOn(process, "uptime").mockImplementation(() => 100 + (performance.now() - start) / 1000);
  discoverer = new PromptDiscoverer(INTERVAL_S);
  const heartbeats = { heartbeatInterval: INTERVAL_S, heartbeatTimeout: 3 * INTERVAL_S };
  broker = new ServiceBroker({ logger: false, ...heartbeats, registry: { discoverer } });
  discoverer.startHeartbeatTimers();
  broker.registry.nodes.processNodeInfo({ sender: "stats-1", services: [], instanceID: "1" });
});
afterEach(() => {
  discoverer.stopHeartbeatTimers();
  jest.useRealTimers();
  jest.restoreAllMocks();
});

const isAvailable = () => broker.registry.nodes.get("stats-1")?.available;
const pass = (seconds: number) => jest.advanceTimersByTime(seconds * 1000);
const beat = () => discoverer.heartbeatReceived("stats-1", { instanceID: "1" });

test.each([
  0, 4, 9, 14,
])("a node that stops sending heartbeats after %i s is unavailable after three intervals", (seconds) => {
  pass(seconds);
  beat();
  pass(3 * INTERVAL_S - 1);
  expect(isAvailable()).toBe(true);
  pass(DETECTED_AFTER_S - 3 * INTERVAL_S + 1);
  expect(isAvailable()).toBe(false);
});

test("a node that sends heartbeats stays available", () => {
  for (let second = 0; second < 60; second += INTERVAL_S) {
    pass(INTERVAL_S);
    beat();
  }
  expect(isAvailable()).toBe(true);
});

test.each([
  ["that stood still so long that others may have given it up says so, once", 2 * INTERVAL_S, 1],
  ["that stood still for a shorter time says nothing", 2 * INTERVAL_S - 2, 0],
])("a process %s", (_, seconds, times) => {
  const resumed = jest.fn();
  broker.localBus.on(PROCESS_RESUMED, resumed);
  pass(60);
  expect(resumed).not.toHaveBeenCalled();
  jest.setSystemTime(Date.now() + seconds * 1000);
  pass(5);
  expect(resumed).toHaveBeenCalledTimes(times);
});

test("a process that was frozen reads the heartbeats of that time before it checks them", () => {
  const now = performance.now() + 60_000;
  jest.spyOn(performance, "now").mockImplementation(() => now);
  pass(1);
  expect(isAvailable()).toBe(true);
  beat();
  expect(isAvailable()).toBe(true);
});
