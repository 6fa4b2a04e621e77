import type { ServiceBroker } from "moleculer";
import type { Footing } from "../node/node-resources.ts";
import { expose } from "./expose.ts";

/** What a node tells of its database and of its caches. */
export function exposeFooting(broker: ServiceBroker, footing: Footing): void {
  expose(broker, "stampede_pool_connections", () => {
    const use = footing.databaseUse;
    return use && (["busy", "idle"] as const).map((state) => ({ labels: { state }, value: use[state] }));
  });
  expose(broker, "stampede_pool_limit_connections", () => footing.databaseUse?.most);
  expose(broker, "stampede_pool_waiting", () => footing.databaseUse?.waiting);
  expose(broker, "stampede_cache_reads_total", () =>
    [...footing.caches].flatMap(([cache, { hits, misses }]) => [
      { labels: { cache, outcome: "hit" }, value: hits },
      { labels: { cache, outcome: "miss" }, value: misses },
    ]),
  );
}
