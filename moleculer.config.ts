import type { Server } from "node:http";
import type { BrokerOptions, ServiceBroker } from "moleculer";
import { internalMiddlewares } from "./platform/broker/internal-middlewares.ts";
import { missedEvents } from "./platform/broker/missed-events.ts";
import { failFast, transportOptions } from "./platform/broker/transport.ts";
import { validateParams } from "./platform/contracts/validation.ts";
import { type Environment, EnvironmentError, readEnvironment } from "./platform/environment.ts";
import { actionLogger } from "./platform/logging/action-logger.ts";
import { errorLogger } from "./platform/logging/error-logger.ts";
import { loggerOptions, logLevelOf } from "./platform/logging/json-logger.ts";
import { metricsOptions, nodeMetrics } from "./platform/metrics/reporter.ts";
import { exposeResourceMetrics } from "./platform/metrics/resource-metrics.ts";
import { createDataFolder } from "./platform/node/data-folder.ts";
import { drainExtension } from "./platform/node/draining.ts";
import { exitOnListenError } from "./platform/node/exit-on-listen-error.ts";
import { exitWithoutDatabase } from "./platform/node/exit-without-database.ts";
import { openHealthPort } from "./platform/node/health-port.ts";
import { nodeName } from "./platform/node/node-name.ts";
import { attachResources, NodeResources, resourcesOf } from "./platform/node/node-resources.ts";
import { printStartupBanner } from "./platform/node/startup-banner.ts";
import { tracingOptions } from "./platform/tracing/exporter.ts";
import { announceVersion } from "./platform/version.ts";

/** The configuration of every node, independent of its services. Nodes differ only in their environment variables. */
function configure(): BrokerOptions {
  const environment = readEnvironment(process.env);
  let health: Server | undefined;
  createDataFolder(environment);
  return {
    nodeID: environment.STAMPEDE_NODE_ID ?? nodeName(process.env.HOSTNAME, process.pid, process.argv),
    logLevel: logLevelOf(environment),
    logger: loggerOptions(environment),
    requestTimeout: 10_000,
    ...transportOptions(environment),
    // A standalone node stops within two seconds, even if calls are in progress.
    tracking: { enabled: true, shutdownTimeout: environment.NATS_URL ? 5000 : 500 },
    errorHandler: null,
    metrics: metricsOptions(environment),
    tracing: tracingOptions(environment),
    internalServices: { $node: drainExtension },
    internalMiddlewares: false,
    middlewares: [
      validateParams,
      errorLogger,
      actionLogger(environment),
      failFast,
      missedEvents,
      nodeMetrics(),
      ...internalMiddlewares(),
    ],
    created(broker: ServiceBroker) {
      const resources = new NodeResources(
        environment,
        (message) => broker.logger.warn(message),
        (error) => exitWithoutDatabase(broker, error),
      );
      attachResources(broker, resources);
      announceVersion(broker);
      exposeResourceMetrics(broker, resources);
      health = startHealthPort(broker, environment);
      runStopHooksBeforeStop(broker);
      exitOnSignalDuringStart(broker);
    },
    async started(broker: ServiceBroker) {
      await printStartupBanner(broker);
    },
    async stopped(broker: ServiceBroker) {
      await resourcesOf(broker).close();
      health?.close();
    },
  };
}

function startHealthPort(broker: ServiceBroker, environment: Environment): Server | undefined {
  const { STAMPEDE_HEALTH_PORT: port, STAMPEDE_ADDRESS: address } = environment;
  if (port === 0) return undefined;
  return openHealthPort(broker, { port, address }, (error) =>
    exitOnListenError(broker, "STAMPEDE_HEALTH_PORT", error),
  );
}

/**
 * Makes the gateway reject new requests and finish the others before anything else stops. Moleculer's `stopping` hooks
 * are not used for this: Moleculer's context tracker would run before them, and under load it waits for seconds while
 * new requests come in.
 */
function runStopHooksBeforeStop(broker: ServiceBroker): void {
  const stop = broker.stop.bind(broker);
  broker.stop = async () => {
    await resourcesOf(broker).runStopHooks();
    await stop();
  };
}

/**
 * Exits at once on a signal that arrives before the node has started: there are no requests to finish, and it is safe to
 * interrupt a start at any point.
 */
function exitOnSignalDuringStart(broker: ServiceBroker): void {
  for (const signal of ["SIGINT", "SIGTERM"])
    process.on(signal, () => {
      if (!broker.started && !broker.stopping) process.exit(0);
    });
}

function configureOrExit(): BrokerOptions {
  try {
    return configure();
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error;
    console.error(error.message);
    process.exit(2);
  }
}

export default configureOrExit();
