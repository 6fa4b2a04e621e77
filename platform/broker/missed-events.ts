import type { Middleware } from "moleculer";
import { PROCESS_RESUMED } from "./prompt-discoverer.ts";
import type { ConnectedEvent } from "./transport.ts";

/** The local event that tells the services of a node that events of other nodes may have been lost. */
export const EVENTS_MISSED = "$events.missed";

/** It is emitted again after so many heartbeats. */
const AGAIN_AFTER = [1, 3];
/** Many nodes come back at the same moment: it is emitted once for all of them, at most so often; in ms. */
const MIN_GAP_MS = 1000;

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
    let toldAt = Number.NEGATIVE_INFINITY;
    const forget = () => timers.forEach(clearTimeout);
    const tell = () => {
      toldAt = performance.now();
      void broker.broadcastLocal(EVENTS_MISSED);
    };
    // Not at once: the balancer handles the same event, and must know of the change first.
    const noticed = () => {
      forget();
      const first = Math.max(0, toldAt + MIN_GAP_MS - performance.now());
      const again = AGAIN_AFTER.map((heartbeats) => heartbeats * broker.options.heartbeatInterval! * 1000);
      timers = [first, ...again].map((ms) => setTimeout(tell, ms).unref());
    };
    const { localBus: bus } = broker;
    bus.on(PROCESS_RESUMED, noticed);
    bus.on("$transporter.connected", ({ wasReconnect }: ConnectedEvent) => wasReconnect && noticed());
    bus.on("$node.connected", ({ reconnected }: { reconnected: boolean }) => reconnected && noticed());
    bus.on("$broker.stopped", forget);
  },
};
