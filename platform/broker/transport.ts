import { type BrokerOptions, Errors, type Middleware, type ServiceBroker } from "moleculer";
import type { NatsConnection } from "nats";
import { currentTime } from "../clock.ts";
import type { Environment } from "../environment.ts";
import { within } from "../within.ts";
import { NatsTransporterByKind } from "./nats-transporter-by-kind.ts";
import { PromptDiscoverer } from "./prompt-discoverer.ts";

/** How long the readiness check waits for NATS to reply to a ping, in ms. */
const PING_TIMEOUT_MS = 1000;

/** The broker options that depend on whether the node is standalone or clustered (whether NATS_URL is set). */
export function transportOptions(environment: Environment): BrokerOptions {
  if (!environment.NATS_URL) {
    return { transporter: null, registry: { strategy: "RoundRobin", preferLocal: true, stopDelay: 0 } };
  }
  return {
    transporter: new NatsTransporterByKind({
      url: environment.NATS_URL,
      reconnectTimeWait: 500,
      reconnectJitter: 500,
      pingInterval: 5000,
      maxPingOut: 2,
    }),
    registry: {
      discoverer: new PromptDiscoverer(environment.STAMPEDE_HEARTBEAT_S),
      strategy: "RoundRobin",
      // A sharded call must go to the node that owns its shard key, even if the calling node has the same service.
      preferLocal: false,
      stopDelay: 100,
    },
    // Each node receives the heartbeats of all others, so their number grows with the square of the number of nodes.
    heartbeatInterval: environment.STAMPEDE_HEARTBEAT_S,
    heartbeatTimeout: 3 * environment.STAMPEDE_HEARTBEAT_S,
  };
}

/** The error of a call that was not sent because the connection to NATS is lost. */
class ConnectionLost extends Errors.MoleculerError {
  constructor() {
    super("The connection between the nodes is lost.", 502, "BAD_GATEWAY");
    this.name = "ConnectionLost";
  }
}

/** Brokers whose NATS client reports that its connection is currently lost. */
const disconnected = new WeakSet<ServiceBroker>();

/** A time without a connection to NATS, in epoch ms. */
export interface TransportOutage {
  /** Not later than its begin: the client may notice a frozen server only after two unanswered pings. */
  from: number;
  to: number;
}

/** How long it may take until a lost connection is noticed, in ms: two pings, and a little more. */
const NOTICED_AFTER_MS = 15_000;
const outages = new WeakMap<ServiceBroker, TransportOutage>();

/** The last time in which this node was not connected to NATS; while it is not, the one before. */
export function lastOutage(broker: ServiceBroker): TransportOutage | undefined {
  return outages.get(broker);
}

/** The payload of Moleculer's local event `$transporter.connected`. */
export interface ConnectedEvent {
  /** True after a reconnect: events may have been lost meanwhile. */
  wasReconnect: boolean;
}

/**
 * Middleware: while the connection to NATS is lost, calls to other nodes fail at once with a transient error, instead
 * of waiting for a reply that cannot come. After a reconnect the node announces itself and discovers the others, and
 * its services get `$transporter.connected`. Moleculer's NATS transporter does neither, as it does not notice a lost
 * connection.
 */
export const failFast: Middleware = {
  name: "FailFast",
  async started(broker) {
    const client = clientOf(broker);
    if (client) void watchConnection(client, broker);
  },
  remoteAction(next) {
    return function failIfDisconnected(ctx) {
      if (disconnected.has(ctx.broker)) return Promise.reject(new ConnectionLost());
      return next.call(this, ctx);
    };
  },
};

async function watchConnection(client: NatsConnection, broker: ServiceBroker): Promise<void> {
  let lostAt = 0;
  for await (const { type } of client.status()) {
    if (type === "disconnect") {
      if (!disconnected.has(broker)) lostAt = currentTime();
      disconnected.add(broker);
      broker.logger.warn("The connection to NATS is lost. Calls to other nodes fail until it is back.");
    } else if (type === "reconnect") {
      disconnected.delete(broker);
      outages.set(broker, { from: lostAt - NOTICED_AFTER_MS, to: currentTime() });
      broker.logger.warn("The connection to NATS is back.");
      transporterOf(broker)
        ?.onConnected(true)
        .catch((error) => broker.logger.error("Failed to re-announce this node after reconnecting.", error));
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
 * Stops a broker without ending its process. Moleculer closes the connection only if NATS responds; otherwise the
 * client would try to reconnect forever.
 */
export async function stopAndDisconnect(broker: ServiceBroker): Promise<void> {
  const client = clientOf(broker);
  await broker.stop();
  await client?.close();
}

/** Whether this node is connected to NATS, as far as its client knows. Also true for a standalone node. */
export function isConnected(broker: ServiceBroker): boolean {
  if (!broker.transit) return true;
  return clientOf(broker)?.isClosed() === false && !disconnected.has(broker);
}

/**
 * Whether NATS responds to a ping. Also true for a standalone node. The transporter's own flag is not enough, because
 * it stays true for a while after the connection is lost.
 */
export async function isTransportUp(broker: ServiceBroker): Promise<boolean> {
  if (!broker.transit) return true;
  const client = clientOf(broker);
  if (!client || !isConnected(broker)) return false;
  const ping = client.rtt().then(
    () => true,
    () => false,
  );
  return within(ping, PING_TIMEOUT_MS, () => false);
}
