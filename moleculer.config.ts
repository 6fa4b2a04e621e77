import type { Server } from "node:http";
import type { BrokerOptions, ServiceBroker } from "moleculer";
import { aroundCalls } from "./platform/broker/internal-middlewares.ts";
import { failFast, transportOptions } from "./platform/broker/transport.ts";
import { contractChecks } from "./platform/contracts/validation.ts";
import { type Environment, EnvironmentFaults, readEnvironment } from "./platform/environment.ts";
import { toldActions } from "./platform/logging/action-logger.ts";
import { failedActions } from "./platform/logging/error-logger.ts";
import { loggerOptions } from "./platform/logging/json-logger.ts";
import { metricsOptions, nodeMetrics } from "./platform/metrics/reporter.ts";
import { exposeFooting } from "./platform/metrics/resource-metrics.ts";
import { provideDataFolder } from "./platform/node/data-folder.ts";
import { drainable } from "./platform/node/draining.ts";
import { endUnheard } from "./platform/node/exit-on-listen-error.ts";
import { openHealthPort } from "./platform/node/health-port.ts";
import { nodeName } from "./platform/node/node-name.ts";
import { Footing, footingOf, provideFooting } from "./platform/node/node-resources.ts";
import { welcome } from "./platform/node/startup-banner.ts";
import { tracingOptions } from "./platform/tracing/exporter.ts";

/** One node, whatever services it carries. All that may differ between nodes is in their environment. */
function configure(): BrokerOptions {
  const environment = readEnvironment(process.env);
  const transport = transportOptions(environment);
  let health: Server | undefined;
  provideDataFolder(environment);
  return {
    nodeID: environment.STAMPEDE_NODE_ID ?? nodeName(process.env.HOSTNAME, process.pid, process.argv),
    logLevel: environment.LOG_LEVEL ?? (environment.NATS_URL ? "info" : "warn"),
    logger: loggerOptions(environment),
    requestTimeout: 10_000,
    ...transport,
    // A node that is all there is ends within two seconds, whatever it was about.
    tracking: { enabled: true, shutdownTimeout: environment.NATS_URL ? 5000 : 500 },
    // What is sharded goes to its owner, also from a node that carries the same service: no local preference.
    registry: {
      ...transport.registry,
      strategy: "RoundRobin",
      preferLocal: !environment.NATS_URL,
      stopDelay: environment.NATS_URL ? 100 : 0,
    },
    errorHandler: null,
    metrics: metricsOptions(environment),
    tracing: tracingOptions(environment),
    internalServices: { $node: drainable },
    internalMiddlewares: false,
    middlewares: [
      contractChecks,
      failedActions,
      toldActions(environment),
      failFast,
      nodeMetrics(),
      ...aroundCalls(),
    ],
    created(broker: ServiceBroker) {
      const footing = new Footing(environment, (message) => broker.logger.warn(message));
      provideFooting(broker, footing);
      exposeFooting(broker, footing);
      health = healthPort(broker, environment);
      stopInOrder(broker);
      endWhileStarting(broker);
    },
    async started(broker: ServiceBroker) {
      await welcome(broker);
    },
    async stopped(broker: ServiceBroker) {
      await footingOf(broker).close();
      health?.close();
    },
  };
}

function healthPort(broker: ServiceBroker, environment: Environment): Server | undefined {
  const { STAMPEDE_HEALTH_PORT: port, STAMPEDE_ADDRESS: address } = environment;
  if (port === 0) return undefined;
  return openHealthPort(broker, { port, address }, (error) =>
    endUnheard(broker, "STAMPEDE_HEALTH_PORT", error),
  );
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

/** A node that has not started owes nobody anything, and what it was about to do stands a kill: it ends at once. */
function endWhileStarting(broker: ServiceBroker): void {
  for (const signal of ["SIGINT", "SIGTERM"])
    process.on(signal, () => {
      if (!broker.started && !broker.stopping) process.exit(0);
    });
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
