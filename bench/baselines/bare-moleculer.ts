import { ServiceBroker } from "moleculer";
import ApiGateway from "moleculer-web";

/** The least that a node of this kind can be: Moleculer with its web gateway, and one service that has nothing to do. */

const broker = new ServiceBroker({ logger: false, transporter: null });
broker.createService({ name: "health", actions: { ready: () => "ready" } });
broker.createService({
  name: "api",
  mixins: [ApiGateway],
  settings: {
    ip: "127.0.0.1",
    port: Number(process.env.PORT),
    routes: [{ path: "/", aliases: { "GET /healthz": "health.ready" } }],
  },
});
await broker.start();
