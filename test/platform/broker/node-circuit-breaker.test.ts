import { type BrokerOptions, ServiceBroker } from "moleculer";
import { internalMiddlewares } from "../../../platform/broker/internal-middlewares.ts";
import { CIRCUIT_DEFAULTS, NodeCircuit } from "../../../platform/broker/node-circuit.ts";
import { nodeCircuitBreaker } from "../../../platform/broker/node-circuit-breaker.ts";
import { until } from "../../harness/until.ts";

/** Longer than any of these tests. */
const NEVER_MS = 600_000;

let brokers: ServiceBroker[] = [];
let silent = new Set<string>();
let called: string[] = [];
beforeEach(() => {
  silent = new Set();
  called = [];
});
afterEach(async () => {
  await Promise.all(brokers.map((broker) => broker.stop()));
  brokers = [];
});

function node(nodeID: string, middlewares: BrokerOptions["middlewares"] = []): ServiceBroker {
  const broker = new ServiceBroker({
    nodeID,
    namespace: expect.getState().currentTestName ?? "",
    transporter: "Fake",
    logger: false,
    registry: { stopDelay: 0 },
    tracking: { enabled: true, shutdownTimeout: 1000 },
    requestTimeout: 100,
    internalMiddlewares: false,
    middlewares,
    skipProcessEventRegistration: true,
  });
  brokers.push(broker);
  return broker;
}

/** A node that does not reply while it is in `silent`. It has no timeout of its own, as that would be a reply. */
function replier(nodeID: string): ServiceBroker {
  const broker = node(nodeID);
  const reply = () => {
    called.push(nodeID);
    return silent.has(nodeID) ? new Promise<never>(() => {}) : nodeID;
  };
  broker.createService({
    name: "test",
    actions: {
      plain: reply,
      sharded: { strategy: "Shard", strategyOptions: { shardKey: "key" }, handler: reply },
    },
  });
  return broker;
}

async function caller(repliers: readonly string[], openMs = NEVER_MS): Promise<ServiceBroker> {
  const broker = node("caller", internalMiddlewares(nodeCircuitBreaker(openMs)));
  repliers.forEach(replier);
  await Promise.all(brokers.map((each) => each.start()));
  await until(
    "all nodes are known",
    () => broker.registry.getActionEndpoints("test.plain")?.endpoints.length === repliers.length,
  );
  return broker;
}

const callPlain = (broker: ServiceBroker) => broker.call("test.plain").catch((error) => error.type);
const callSharded = (broker: ServiceBroker, key: number) =>
  broker.call("test.sharded", { key }).catch((error) => error.type);

async function keyOf(broker: ServiceBroker, nodeID: string): Promise<number> {
  for (let key = 1; ; key++) if ((await callSharded(broker, key)) === nodeID) return key;
}

const callsTo = (nodeID: string) => called.filter((id) => id === nodeID).length;

test("a node that does not reply is skipped after five calls: others are called, and calls for its keys fail at once", async () => {
  const broker = await caller(["mute", "well"]);
  const key = await keyOf(broker, "mute");
  called = [];
  silent.add("mute");
  const replies = [];
  for (let call = 0; call < 30; call++) replies.push(await callPlain(broker));
  expect(callsTo("mute")).toBe(CIRCUIT_DEFAULTS.timeouts);
  expect(replies.slice(-15)).toEqual(Array(15).fill("well"));
  expect(await callSharded(broker, key)).toBe("SERVICE_NOT_AVAILABLE");
  expect(callsTo("mute")).toBe(CIRCUIT_DEFAULTS.timeouts);
  // Moleculer's list of the calls that a stop waits for.
  expect((broker as unknown as { _trackedContexts: unknown[] })._trackedContexts).toEqual([]);
});

test("it is called again once it replies to a probe", async () => {
  const broker = await caller(["mute", "well"], 20);
  const key = await keyOf(broker, "mute");
  called = [];
  silent.add("mute");
  await until("it has got two probes", async () => {
    await callPlain(broker);
    return callsTo("mute") === CIRCUIT_DEFAULTS.timeouts + 2;
  });
  silent.clear();
  await until("it replies to calls for its keys", async () => (await callSharded(broker, key)) === "mute");
  const before = callsTo("mute");
  for (let call = 0; call < 10; call++) await callPlain(broker);
  expect(callsTo("mute")).toBe(before + 5);
});

test("half of the nodes are still called even if none replies", async () => {
  const broker = await caller(["one", "other"]);
  silent.add("one").add("other");
  for (let call = 0; call < 14; call++) expect(await callPlain(broker)).toBe("REQUEST_TIMEOUT");
  const counts = [callsTo("one"), callsTo("other")].toSorted((a, b) => a - b);
  expect(counts).toEqual([CIRCUIT_DEFAULTS.timeouts, 14 - CIRCUIT_DEFAULTS.timeouts]);
});

describe("a node's circuit", () => {
  const almostOpen = (hasEnoughPeers = true) => {
    const circuit = new NodeCircuit();
    for (let call = 1; call < CIRCUIT_DEFAULTS.timeouts; call++)
      expect(circuit.onTimeout(false, hasEnoughPeers)).toBe(false);
    return circuit;
  };

  test("a reply between timeouts keeps it closed", () => {
    const circuit = almostOpen();
    circuit.onReply();
    expect(circuit.onTimeout(false, true)).toBe(false);
    expect(circuit.allowsCalls).toBe(true);
  });

  test("timeouts of calls from before it opened do not affect the probe", () => {
    const circuit = almostOpen();
    expect(circuit.onTimeout(false, true)).toBe(true);
    circuit.toHalfOpen();
    expect([circuit.onCall(), circuit.allowsCalls]).toEqual([true, false]);
    expect(circuit.onTimeout(false, true)).toBe(false);
    circuit.onInconclusive(false);
    expect(circuit.allowsCalls).toBe(false);
    expect(circuit.onTimeout(true, true)).toBe(true);
  });

  test("after an inconclusive probe, the next call is a probe", () => {
    const circuit = almostOpen();
    circuit.onTimeout(false, true);
    circuit.toHalfOpen();
    circuit.onCall();
    circuit.onInconclusive(true);
    expect([circuit.allowsCalls, circuit.onCall()]).toEqual([true, true]);
  });

  test("it stays closed until there are enough peers", () => {
    const circuit = almostOpen(false);
    expect(circuit.onTimeout(false, false)).toBe(false);
    expect(circuit.allowsCalls).toBe(true);
    expect(circuit.onTimeout(false, true)).toBe(true);
  });
});
