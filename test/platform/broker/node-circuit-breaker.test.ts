import { type BrokerOptions, ServiceBroker } from "moleculer";
import { aroundCalls } from "../../../platform/broker/internal-middlewares.ts";
import { Hearing, SILENCE } from "../../../platform/broker/node-circuit.ts";
import { leaveOutSilent } from "../../../platform/broker/node-circuit-breaker.ts";
import { until } from "../../harness/until.ts";

/** Longer than any of these tests. */
const FOR_GOOD_MS = 600_000;

let brokers: ServiceBroker[] = [];
let silent = new Set<string>();
let asked: string[] = [];
beforeEach(() => {
  silent = new Set();
  asked = [];
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

/** A node that can be made to say nothing; its own time-out would say so. */
function replier(nodeID: string): ServiceBroker {
  const broker = node(nodeID);
  const reply = () => {
    asked.push(nodeID);
    return silent.has(nodeID) ? new Promise<never>(() => {}) : nodeID;
  };
  broker.createService({
    name: "desk",
    actions: {
      ask: reply,
      owned: { strategy: "Shard", strategyOptions: { shardKey: "key" }, handler: reply },
    },
  });
  return broker;
}

async function caller(repliers: readonly string[], forMs = FOR_GOOD_MS): Promise<ServiceBroker> {
  const broker = node("caller", aroundCalls(leaveOutSilent(forMs)));
  repliers.forEach(replier);
  await Promise.all(brokers.map((each) => each.start()));
  await until(
    "all are there",
    () => broker.registry.getActionEndpoints("desk.ask")?.endpoints.length === repliers.length,
  );
  return broker;
}

const ask = (broker: ServiceBroker) => broker.call("desk.ask").catch((error) => error.type);
const askOwner = (broker: ServiceBroker, key: number) =>
  broker.call("desk.owned", { key }).catch((error) => error.type);

async function keyOwnedBy(broker: ServiceBroker, nodeID: string): Promise<number> {
  for (let key = 1; ; key++) if ((await askOwner(broker, key)) === nodeID) return key;
}

const timesAsked = (nodeID: string) => asked.filter((one) => one === nodeID).length;

test("a node that does not reply is left out after five calls: others are called, and what it owns fails at once", async () => {
  const broker = await caller(["mute", "well"]);
  const key = await keyOwnedBy(broker, "mute");
  asked = [];
  silent.add("mute");
  const replies = [];
  for (let call = 0; call < 30; call++) replies.push(await ask(broker));
  expect(timesAsked("mute")).toBe(SILENCE.calls);
  expect(replies.slice(-15)).toEqual(Array(15).fill("well"));
  expect(await askOwner(broker, key)).toBe("SERVICE_NOT_AVAILABLE");
  expect(timesAsked("mute")).toBe(SILENCE.calls);
  // Moleculer's own list of the calls that a stop waits for.
  expect((broker as unknown as { _trackedContexts: unknown[] })._trackedContexts).toEqual([]);
});

test("it is called again once it replies to the call that tries", async () => {
  const broker = await caller(["mute", "well"], 20);
  const key = await keyOwnedBy(broker, "mute");
  asked = [];
  silent.add("mute");
  await until("it has been tried twice", async () => {
    await ask(broker);
    return timesAsked("mute") === SILENCE.calls + 2;
  });
  silent.clear();
  await until("it replies for what it owns", async () => (await askOwner(broker, key)) === "mute");
  const before = timesAsked("mute");
  for (let call = 0; call < 10; call++) await ask(broker);
  expect(timesAsked("mute")).toBe(before + 5);
});

test("half of the nodes go on being called, though none replies", async () => {
  const broker = await caller(["one", "other"]);
  silent.add("one").add("other");
  for (let call = 0; call < 14; call++) expect(await ask(broker)).toBe("REQUEST_TIMEOUT");
  const counts = [timesAsked("one"), timesAsked("other")].toSorted((a, b) => a - b);
  expect(counts).toEqual([SILENCE.calls, 14 - SILENCE.calls]);
});

describe("what a caller hears", () => {
  const afterSilence = (canBeSpared = true) => {
    const hearing = new Hearing();
    for (let call = 1; call < SILENCE.calls; call++) expect(hearing.timedOut(false, canBeSpared)).toBe(false);
    return hearing;
  };

  test("one reply among time-outs, and the node stays", () => {
    const hearing = afterSilence();
    hearing.heard();
    expect(hearing.timedOut(false, true)).toBe(false);
    expect(hearing.mayCall).toBe(true);
  });

  test("calls that were sent before it was left out decide nothing about the one that tries", () => {
    const hearing = afterSilence();
    expect(hearing.timedOut(false, true)).toBe(true);
    hearing.timeIsUp();
    expect([hearing.called(), hearing.mayCall]).toEqual([true, false]);
    expect(hearing.timedOut(false, true)).toBe(false);
    hearing.undecided(false);
    expect(hearing.mayCall).toBe(false);
    expect(hearing.timedOut(true, true)).toBe(true);
  });

  test("a call that tries and is not decided leaves it to the next", () => {
    const hearing = afterSilence();
    hearing.timedOut(false, true);
    hearing.timeIsUp();
    hearing.called();
    hearing.undecided(true);
    expect([hearing.mayCall, hearing.called()]).toEqual([true, true]);
  });

  test("a node that cannot be spared stays, until it can", () => {
    const hearing = afterSilence(false);
    expect(hearing.timedOut(false, false)).toBe(false);
    expect(hearing.mayCall).toBe(true);
    expect(hearing.timedOut(false, true)).toBe(true);
  });
});
