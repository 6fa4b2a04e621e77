import { type BrokerOptions, Errors, type Middleware, type ServiceBroker } from "moleculer";
import type { NatsConnection } from "nats";
import type { Environment } from "../environment.ts";
import { KindSubjects } from "./nats-transporter-by-kind.ts";
import { HeartbeatWatch } from "./prompt-discoverer.ts";

/** How long readiness waits for NATS to answer a ping, in ms. */
const PING_PATIENCE_MS = 1000;

/** What of a broker's options makes many nodes one system; without NATS_URL a node is alone. */
export function transportOptions(environment: Environment): BrokerOptions {
  if (!environment.NATS_URL) return { transporter: null };
  return {
    transporter: new KindSubjects({
      url: environment.NATS_URL,
      reconnectTimeWait: 500,
      reconnectJitter: 500,
      pingInterval: 5000,
      maxPingOut: 2,
    }),
    registry: { discoverer: new HeartbeatWatch(environment.STAMPEDE_HEARTBEAT_S) },
    // Every node hears every other's heartbeat, so their number grows with the square of the nodes.
    heartbeatInterval: environment.STAMPEDE_HEARTBEAT_S,
    heartbeatTimeout: 3 * environment.STAMPEDE_HEARTBEAT_S,
    retryPolicy: { enabled: true, retries: 0, delay: 50, maxDelay: 500, factor: 2 },
  };
}

/** No message gets to another node, and none is sent. */
class ConnectionLost extends Errors.MoleculerError {
  constructor() {
    super("The connection between the nodes is lost.", 502, "BAD_GATEWAY");
    this.name = "ConnectionLost";
  }
}

/** Brokers whose connection to NATS is lost just now; the client knows within moments. */
const disconnected = new WeakSet<ServiceBroker>();

/** Moleculer's own event of a node that is connected, heard by its services alone. */
export interface Connected {
  /** Whether events may have been lost meanwhile. */
  wasReconnect: boolean;
}

/**
 * Middleware: while the connection to NATS is lost, calls to other nodes fail at once with a type that says that
 * they may be tried again, instead of waiting for a reply that cannot come. Once it is back the node makes itself
 * known and looks round, and its services hear `$transporter.connected`, as on transports of which Moleculer itself
 * notices that they were lost.
 */
export const failFast: Middleware = {
  name: "FailFast",
  async started(broker) {
    const client = clientOf(broker);
    if (client) void follow(client, broker);
  },
  remoteAction(next) {
    return function passOn(ctx) {
      if (disconnected.has(ctx.broker)) return Promise.reject(new ConnectionLost());
      return next.call(this, ctx);
    };
  },
};

async function follow(client: NatsConnection, broker: ServiceBroker): Promise<void> {
  for await (const { type } of client.status()) {
    if (type === "disconnect") {
      disconnected.add(broker);
      broker.logger.warn("The connection to NATS is lost; calls to other nodes fail until it is back.");
    } else if (type === "reconnect") {
      disconnected.delete(broker);
      broker.logger.warn("The connection to NATS is back.");
      transporterOf(broker)
        ?.onConnected(true)
        .catch((error) => broker.logger.error("This node could not make itself known again.", error));
    }
  }
}

interface NatsTransporter {
  client: NatsConnection | null;
  onConnected(wasReconnect: boolean): Promise<unknown>;
}

function transporterOf(broker: ServiceBroker): NatsTransporter | undefined {
  return (broker.transit as unknown as { tx: NatsTransporter } | null)?.tx;
}

function clientOf(broker: ServiceBroker): NatsConnection | null | undefined {
  return transporterOf(broker)?.client;
}

/**
 * Stops a broker whose process goes on. Moleculer closes its connection only where NATS still answers; otherwise it
 * would try to come back for ever.
 */
export async function stopForGood(broker: ServiceBroker): Promise<void> {
  const client = clientOf(broker);
  await broker.stop();
  await client?.close();
}

/** Whether this node's connection to NATS is up, as far as its client has noticed; true where it has none. */
export function isConnected(broker: ServiceBroker): boolean {
  if (!broker.transit) return true;
  return clientOf(broker)?.isClosed() === false && !disconnected.has(broker);
}

/** Whether messages get through: asks the NATS server itself, for the transporter's own flag stays up too long. */
export async function transportIsUp(broker: ServiceBroker): Promise<boolean> {
  if (!broker.transit) return true;
  const client = clientOf(broker);
  if (!client || !isConnected(broker)) return false;
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), PING_PATIENCE_MS);
  });
  const ping = client.rtt().then(
    () => true,
    () => false,
  );
  return Promise.race([ping, patience]).finally(() => clearTimeout(timer));
}
