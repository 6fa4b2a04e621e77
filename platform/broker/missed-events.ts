import type { Middleware } from "moleculer";
import { PROCESS_RESUMED } from "./prompt-discoverer.ts";
import type { ConnectedEvent } from "./transport.ts";

/** The local event that tells the services of a node that events of other nodes may have been lost. */
export const EVENTS_MISSED = "$events.missed";

/** It is told again after so many heartbeats. */
const AGAIN_AFTER = [1, 3];

/**
 * Middleware: emits `$events.missed` on this node after a reconnect to NATS, after a pause of the process, and when
 * another node is back that had been given up. An event reaches only the nodes that its sender knows at that moment.
 * Nodes that have lost each other find each other by their heartbeats, each pair at a moment of its own. Therefore it is
 * emitted again one and three heartbeats later: then all know each other, and no event can have been lost after it.
 */
export const missedEvents: Middleware = {
  name: "MissedEvents",
  created(broker) {
    let timers: NodeJS.Timeout[] = [];
    const forget = () => timers.forEach(clearTimeout);
    const tell = () => void broker.broadcastLocal(EVENTS_MISSED);
    const noticed = () => {
      forget();
      tell();
      const heartbeatMs = (broker.options.heartbeatInterval ?? 0) * 1000;
      timers = AGAIN_AFTER.map((heartbeats) => setTimeout(tell, heartbeats * heartbeatMs).unref());
    };
    const { localBus: bus } = broker;
    bus.on(PROCESS_RESUMED, noticed);
    bus.on("$transporter.connected", ({ wasReconnect }: ConnectedEvent) => wasReconnect && noticed());
    bus.on("$node.connected", ({ reconnected }: { reconnected: boolean }) => reconnected && noticed());
    bus.on("$broker.stopped", forget);
  },
};
