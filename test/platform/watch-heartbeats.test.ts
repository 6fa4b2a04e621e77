import { ServiceBroker } from "moleculer";
import { watchHeartbeats } from "../../platform/transport.ts";
import { until } from "../harness/until.ts";

/** In s: so long that Moleculer itself does not look while this test lasts. */
const TIMEOUT_S = 600;

test("a node whose heartbeats are missed is known to be gone by the time of the next", async () => {
  const [here, there] = ["here", "there"].map(
    (nodeID) =>
      new ServiceBroker({
        nodeID,
        namespace: "heartbeats",
        transporter: "Fake",
        logger: false,
        heartbeatInterval: nodeID === "here" ? 0.05 : TIMEOUT_S,
        heartbeatTimeout: TIMEOUT_S,
        middlewares: [watchHeartbeats()],
        skipProcessEventRegistration: true,
      }),
  );
  await Promise.all([here!.start(), there!.start()]);
  try {
    const known = () => here!.registry.nodes.get("there")!;
    await until("it is known", () => known()?.available);
    known().lastHeartbeatTime = process.uptime() - TIMEOUT_S - 2;
    await until("it is known to be gone", () => !known().available);
  } finally {
    await Promise.all([here!.stop(), there!.stop()]);
  }
});
