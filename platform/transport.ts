import type { BrokerOptions, ServiceBroker } from "moleculer";
import type { NatsConnection } from "nats";
import type { Environment } from "./environment.ts";

/** How long readiness waits for NATS to answer a ping, in ms. */
const PING_PATIENCE_MS = 1000;

/** What of a broker's options makes many nodes one system; without NATS_URL a node is alone. */
export function transportOptions(environment: Environment): BrokerOptions {
  if (!environment.NATS_URL) return { transporter: null };
  return {
    transporter: {
      type: "NATS",
      options: {
        url: environment.NATS_URL,
        reconnectTimeWait: 500,
        reconnectJitter: 500,
        pingInterval: 5000,
        maxPingOut: 2,
      },
    },
    // Every node hears every other's heartbeat, so their number grows with the square of the nodes.
    heartbeatInterval: environment.STAMPEDE_HEARTBEAT_S,
    heartbeatTimeout: 3 * environment.STAMPEDE_HEARTBEAT_S,
    // A node that died is not asked again until its heartbeat is missed: its time-outs open the circuit first.
    circuitBreaker: {
      enabled: true,
      threshold: 0.5,
      minRequestCount: 5,
      windowTime: 10,
      halfOpenTime: 5000,
      check: (error: Error) => (error as { type?: string }).type === "REQUEST_TIMEOUT",
    },
    retryPolicy: { enabled: true, retries: 0, delay: 50, maxDelay: 500, factor: 2 },
  };
}

/** Whether messages get through: asks the NATS server itself, for the transporter's own flag stays up too long. */
export async function transportIsUp(broker: ServiceBroker): Promise<boolean> {
  const transit = broker.transit as unknown as { tx: { client: NatsConnection | null } } | null;
  if (!transit) return true;
  const { client } = transit.tx;
  if (!client || client.isClosed()) return false;
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
