import { jest } from "@jest/globals";
import { ServiceBroker } from "moleculer";
import { EVENTS_MISSED, missedEvents } from "../../../platform/broker/missed-events.ts";
import { PROCESS_RESUMED } from "../../../platform/broker/prompt-discoverer.ts";

const HEARTBEAT_S = 5;

let broker: ServiceBroker;

/** Starts a broker with a service that counts how often it was told that events were missed; then time is fake. */
async function startBroker() {
  const told = jest.fn();
  broker = new ServiceBroker({
    logger: false,
    heartbeatInterval: HEARTBEAT_S,
    middlewares: [missedEvents],
  });
  broker.createService({ name: "boards", events: { [EVENTS_MISSED]: told } });
  await broker.start();
  jest.useFakeTimers();
  return told;
}

afterEach(async () => {
  jest.useRealTimers();
});

test.each([
  ["the process was paused", PROCESS_RESUMED, undefined],
  ["the connection to NATS is back", "$transporter.connected", { wasReconnect: true }],
  ["a lost node is back", "$node.connected", { node: {}, reconnected: true }],
])("when %s, the services are told at once, and again when all nodes know each other", async (_, event, payload) => {
  const told = await startBroker();
  broker.broadcastLocal(event, payload);
  await jest.advanceTimersByTimeAsync(0);
  expect(told).toHaveBeenCalledTimes(1);
  await jest.advanceTimersByTimeAsync(HEARTBEAT_S * 1000);
  expect(told).toHaveBeenCalledTimes(2);
  await jest.advanceTimersByTimeAsync(2 * HEARTBEAT_S * 1000);
  expect(told).toHaveBeenCalledTimes(3);
  await jest.advanceTimersByTimeAsync(60_000);
  expect(told).toHaveBeenCalledTimes(3);
});

test("nodes that come back together are told of once, and the later times count from the last of them", async () => {
  const told = await startBroker();
  const isBack = () => broker.broadcastLocal("$node.connected", { node: {}, reconnected: true });
  for (let node = 0; node < 20; node++) {
    isBack();
    await jest.advanceTimersByTimeAsync(20);
  }
  expect(told).toHaveBeenCalledTimes(1);
  await jest.advanceTimersByTimeAsync(1000);
  expect(told).toHaveBeenCalledTimes(2);
  await jest.advanceTimersByTimeAsync(60_000);
  expect(told).toHaveBeenCalledTimes(4);
});

test.each([
  ["the first connection to NATS", "$transporter.connected", { wasReconnect: false }],
  ["a new node", "$node.connected", { node: {}, reconnected: false }],
])("%s has brought no event before, so none was missed", async (_, event, payload) => {
  const told = await startBroker();
  broker.broadcastLocal(event, payload);
  await jest.advanceTimersByTimeAsync(60_000);
  expect(told).not.toHaveBeenCalled();
});

test("a node that stops leaves no timer", async () => {
  const told = await startBroker();
  broker.broadcastLocal(PROCESS_RESUMED);
  await jest.advanceTimersByTimeAsync(0);
  broker.localBus.emit("$broker.stopped");
  await jest.advanceTimersByTimeAsync(60_000);
  expect(told).toHaveBeenCalledTimes(1);
});
