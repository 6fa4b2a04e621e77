import type { ServiceBroker } from "moleculer";
import type { NodeResources } from "../node/node-resources.ts";
import { expose } from "./expose.ts";

/** Exposes the metrics of this node's database connections and caches. */
export function exposeResourceMetrics(broker: ServiceBroker, resources: NodeResources): void {
  expose(broker, "stampede_pool_connections", () => {
    const pool = resources.poolStats;
    return pool && (["busy", "idle"] as const).map((state) => ({ labels: { state }, value: pool[state] }));
  });
  expose(broker, "stampede_pool_limit_connections", () => resources.poolStats?.max);
  expose(broker, "stampede_pool_waiting", () => resources.poolStats?.waiting);
  expose(broker, "stampede_cache_reads_total", () =>
    [...resources.hitCounters].flatMap(([cache, { hits, misses }]) => [
      { labels: { cache, outcome: "hit" }, value: hits },
      { labels: { cache, outcome: "miss" }, value: misses },
    ]),
  );
}
