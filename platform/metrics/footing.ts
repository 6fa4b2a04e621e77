import type { ServiceBroker } from "moleculer";
import type { Footing } from "../footing.ts";
import { expose } from "./expose.ts";

/** What a node tells of its database and of the shared cache. */
export function exposeFooting(broker: ServiceBroker, footing: Footing): void {
  expose(broker, "stampede_pool_connections", () => {
    const use = footing.databaseUse;
    return use && (["busy", "idle"] as const).map((state) => ({ labels: { state }, value: use[state] }));
  });
  expose(broker, "stampede_pool_limit_connections", () => footing.databaseUse?.most);
  expose(broker, "stampede_pool_waiting", () => footing.databaseUse?.waiting);
  expose(broker, "stampede_cache_reads_total", () => {
    const { hits, misses } = footing.cache.reads;
    return [
      { labels: { cache: "shared", outcome: "hit" }, value: hits },
      { labels: { cache: "shared", outcome: "miss" }, value: misses },
    ];
  });
}
