import type { BrokerOptions, ServiceBroker } from "moleculer";
import { contractChecks } from "./platform/checks.ts";
import { drainable } from "./platform/draining.ts";
import { EnvironmentFaults, readEnvironment } from "./platform/environment.ts";
import { Footing, footingOf, provideFooting } from "./platform/footing.ts";
import { failFast, transportOptions } from "./platform/transport.ts";
import { welcome } from "./platform/welcome.ts";

/** One node, whatever services it carries. All that may differ between nodes is in their environment. */
function configure(): BrokerOptions {
  const environment = readEnvironment(process.env);
  return {
    nodeID: environment.STAMPEDE_NODE_ID ?? `${process.env.HOSTNAME ?? "node"}-${process.pid}`,
    logLevel: environment.LOG_LEVEL ?? (environment.NATS_URL ? "info" : "warn"),
    requestTimeout: 10_000,
    ...transportOptions(environment),
    tracking: { enabled: true, shutdownTimeout: 5000 },
    // What is sharded goes to its owner, also from a node that carries the same service: no local preference.
    registry: {
      strategy: "RoundRobin",
      preferLocal: !environment.NATS_URL,
      stopDelay: environment.NATS_URL ? 100 : 0,
    },
    errorHandler: null,
    metrics: {
      enabled: environment.METRICS_PORT > 0,
      reporter: [{ type: "Prometheus", options: { port: environment.METRICS_PORT, path: "/metrics" } }],
    },
    internalServices: { $node: drainable },
    middlewares: [contractChecks, failFast],
    created(broker: ServiceBroker) {
      provideFooting(broker, new Footing(environment, (message) => broker.logger.warn(message)));
      stopInOrder(broker);
    },
    async started(broker: ServiceBroker) {
      await welcome(broker);
    },
    async stopped(broker: ServiceBroker) {
      await footingOf(broker).close();
    },
  };
}

/**
 * First the gateway takes no more and finishes what it has; then all else stops. Moleculer's own `stopping` hooks
 * run its context tracker first, which under load waits for seconds while new requests come in.
 */
function stopInOrder(broker: ServiceBroker): void {
  const stop = broker.stop.bind(broker);
  broker.stop = async () => {
    await footingOf(broker).stopping();
    await stop();
  };
}

function configureOrExplain(): BrokerOptions {
  try {
    return configure();
  } catch (error) {
    if (!(error instanceof EnvironmentFaults)) throw error;
    console.error(error.message);
    process.exit(2);
  }
}

export default configureOrExplain();
