import { type Context, ServiceBroker } from "moleculer";
import { provide } from "../../../dev-cluster/servers/binaries.ts";
import { startNats } from "../../../dev-cluster/servers/nats.ts";
import type { Server } from "../../../dev-cluster/servers/server.ts";
import {
  type Connected,
  failFast,
  transportIsUp,
  transportOptions,
} from "../../../platform/broker/transport.ts";
import { readEnvironment } from "../../../platform/environment.ts";
import { INSTALL_MS } from "../../harness/traces.ts";
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
      "$transporter.connected"(ctx: Context<Connected>) {
        if (ctx.params.wasReconnect) reconnects.push(nodeID);
      },
    },
  });
  return broker;
}

beforeAll(async () => {
  await provide(["nats-server"]);
  nats = await startNats();
  brokers = [node("one"), node("other")];
  await Promise.all(brokers.map((broker) => broker.start()));
}, INSTALL_MS);
afterAll(async () => {
  await Promise.all(brokers?.map((broker) => broker.stop()) ?? []);
  await nats?.stop();
});

const greeting = () => brokers[0]!.call("other.hello").catch((error) => error.type);

test("a node that has lost NATS knows, refuses its calls at once, and when it is back has its services told", async () => {
  await until("the nodes know each other", async () => (await greeting()) === "I am other");
  expect(await transportIsUp(brokers[0]!)).toBe(true);
  await nats.kill("SIGKILL");
  await until("calls fail at once", async () => (await greeting()) === "BAD_GATEWAY");
  expect(await transportIsUp(brokers[0]!)).toBe(false);
  expect(reconnects).toEqual([]);
  await nats.restart();
  await until("both have told their services", () => reconnects.length === 2);
  expect(reconnects.toSorted()).toEqual(["one", "other"]);
  expect(await transportIsUp(brokers[0]!)).toBe(true);
  // Each is connected; that the server knows again what the other one listens to may come a moment later.
  await until("calls get through", async () => (await greeting()) === "I am other");
});
