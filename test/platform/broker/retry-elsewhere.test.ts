import { Errors, ServiceBroker } from "moleculer";
import { internalMiddlewares } from "../../../platform/broker/internal-middlewares.ts";
import { until } from "../../harness/until.ts";

let brokers: ServiceBroker[] = [];
let calls: { nodeID: string; params: unknown }[] = [];
let silent = new Set<string>();
beforeEach(() => {
  calls = [];
  silent = new Set();
});
afterEach(async () => {
  await Promise.all(brokers.map((broker) => broker.stop()));
  brokers = [];
});

function node(nodeID: string, options: object = {}): ServiceBroker {
  const broker = new ServiceBroker({
    nodeID,
    namespace: expect.getState().currentTestName ?? "",
    transporter: "Fake",
    logger: false,
    registry: { stopDelay: 0 },
    internalMiddlewares: false,
    skipProcessEventRegistration: true,
    ...options,
  });
  brokers.push(broker);
  return broker;
}

/** A caller and other nodes, which do not reply while they are in `silent`. */
async function cluster(...nodeIDs: string[]): Promise<ServiceBroker> {
  const caller = node("caller", { middlewares: internalMiddlewares() });
  for (const nodeID of nodeIDs) {
    const reply = ({ params }: { params: unknown }) => {
      calls.push({ nodeID, params });
      return silent.has(nodeID) ? new Promise<never>(() => {}) : nodeID;
    };
    node(nodeID).createService({
      name: "test",
      actions: {
        plain: reply,
        sharded: { strategy: "Shard", strategyOptions: { shardKey: "key" }, handler: reply },
        failing() {
          calls.push({ nodeID, params: null });
          throw new Errors.MoleculerClientError("no");
        },
      },
    });
  }
  await Promise.all(brokers.map((broker) => broker.start()));
  await until(
    "all nodes are known",
    () => caller.registry.getActionEndpoints("test.plain")?.endpoints.length === nodeIDs.length,
  );
  return caller;
}

const OPTIONS = { timeout: 50, retries: 2 };
const called = () => calls.map(({ nodeID }) => nodeID);

test("a call that gets no reply is sent to another node, once, with the same params", async () => {
  const caller = await cluster("mute", "well");
  silent.add("mute");
  const all = Array.from({ length: 10 }, (_, n) => caller.call("test.plain", { n }, OPTIONS));
  expect(await Promise.all(all)).toEqual(new Array(10).fill("well"));
  for (let n = 0; n < 10; n++) {
    const nodes = calls.filter(({ params }) => (params as { n: number }).n === n).map(({ nodeID }) => nodeID);
    expect([["well"], ["mute", "well"]]).toContainEqual(nodes);
  }
});

test("each node is tried before one is tried again, and only as often as the options say", async () => {
  const caller = await cluster("a", "b", "c");
  for (const nodeID of ["a", "b", "c"]) silent.add(nodeID);
  await expect(caller.call("test.plain", {}, OPTIONS)).rejects.toMatchObject({ type: "REQUEST_TIMEOUT" });
  expect(called().sort()).toEqual(["a", "b", "c"]);
  calls = [];
  await expect(caller.call("test.plain", {}, { timeout: 50 })).rejects.toMatchObject({
    type: "REQUEST_TIMEOUT",
  });
  expect(called()).toHaveLength(1);
});

test("the only node is tried again", async () => {
  const caller = await cluster("only");
  silent.add("only");
  const reply = caller.call("test.plain", {}, OPTIONS);
  await until("it was called", () => calls.length > 0);
  silent.clear();
  expect(await reply).toBe("only");
});

test("an error that a node has sent is not tried elsewhere", async () => {
  const caller = await cluster("one", "other");
  await expect(caller.call("test.failing", {}, OPTIONS)).rejects.toThrow("no");
  expect(called()).toHaveLength(1);
});

test.each([
  ["a call for one node", "test.plain", { ...OPTIONS, nodeID: "one" }],
  ["a call for the owner of a key", "test.sharded", OPTIONS],
])("%s is tried there only", async (_what, action, options) => {
  const caller = await cluster("one", "other");
  silent.add("one").add("other");
  await expect(caller.call(action, { key: 7 }, options)).rejects.toMatchObject({ type: "REQUEST_TIMEOUT" });
  expect([called().length, new Set(called()).size]).toEqual([3, 1]);
});
