import { type Context, ServiceBroker } from "moleculer";
import { ensureInstalled } from "../../../dev-cluster/servers/binaries.ts";
import { startNats } from "../../../dev-cluster/servers/nats.ts";
import type { Server } from "../../../dev-cluster/servers/server.ts";
import {
  type ConnectedEvent,
  failFast,
  isTransportUp,
  transportOptions,
} from "../../../platform/broker/transport.ts";
import { readEnvironment } from "../../../platform/environment.ts";
import { INSTALL_MS } from "../../harness/processes.ts";
import { until } from "../../harness/until.ts";

let nats: Server;
let brokers: ServiceBroker[];
const reconnects: string[] = [];

function node(nodeID: string): ServiceBroker {
  const settings = { NATS_URL: nats.url, AUTH_SECRET: "0123456789abcdef0123456789abcdef" };
  const broker = new ServiceBroker({
    ...transportOptions(readEnvironment(settings)),
    nodeID,
    logger: false,
    requestTimeout: 2000,
    middlewares: [failFast],
  });
  broker.createService({
    name: nodeID,
    actions: { hello: () => `I am ${nodeID}` },
    events: {
      "$transporter.connected"(ctx: Context<ConnectedEvent>) {
        if (ctx.params.wasReconnect) reconnects.push(nodeID);
      },
    },
  });
  return broker;
}

beforeAll(async () => {
  await ensureInstalled(["nats-server"]);
  nats = await startNats();
  brokers = [node("one"), node("other")];
  await Promise.all(brokers.map((broker) => broker.start()));
}, INSTALL_MS);
afterAll(async () => {
  await Promise.all(brokers?.map((broker) => broker.stop()) ?? []);
  await nats?.stop();
});

const callOther = () => brokers[0]!.call("other.hello").catch((error) => error.type);

test("without NATS a node is not ready and its calls fail at once; its services are notified of the reconnect", async () => {
  await until("the nodes know each other", async () => (await callOther()) === "I am other");
  expect(await isTransportUp(brokers[0]!)).toBe(true);
  await nats.kill("SIGKILL");
  await until("calls fail at once", async () => (await callOther()) === "BAD_GATEWAY");
  expect(await isTransportUp(brokers[0]!)).toBe(false);
  expect(reconnects).toEqual([]);
  await nats.restart();
  await until("both services have been notified", () => reconnects.length === 2);
  expect(reconnects.toSorted()).toEqual(["one", "other"]);
  expect(await isTransportUp(brokers[0]!)).toBe(true);
  // Both are connected, but NATS may get the other node's subscriptions a moment later.
  await until("calls work", async () => (await callOther()) === "I am other");
});
