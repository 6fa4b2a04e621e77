import type { Redis } from "ioredis";
import { ensureInstalled } from "../../../../dev-cluster/servers/binaries.ts";
import { startRedis } from "../../../../dev-cluster/servers/redis.ts";
import type { Server } from "../../../../dev-cluster/servers/server.ts";
import { RedisCache } from "../../../../platform/cache/redis-cache.ts";
import { INSTALL_MS } from "../../../harness/processes.ts";
import { until } from "../../../harness/until.ts";

/** A Redis for the tests of a file, and the connections of gateways to it. */
export interface RedisOfGateways {
  readonly server: Server;
  /** A new connection, as each gateway has its own. It is closed after the test. */
  connect(): Promise<Redis>;
}

/** Starts a Redis before the tests of a file and stops it after them. Call it outside of hooks and tests. */
export function redisOfGateways(): RedisOfGateways {
  let server: Server;
  let caches: RedisCache[] = [];
  beforeAll(async () => {
    await ensureInstalled(["redis-server"]);
    server = await startRedis();
  }, INSTALL_MS);
  afterEach(async () => {
    for (const cache of caches) await cache.close();
    caches = [];
  });
  afterAll(async () => {
    await server?.stop();
  });
  return {
    get server() {
      return server;
    },
    async connect() {
      const cache = new RedisCache(server.url, () => {});
      caches.push(cache);
      await until("Redis is connected", () => cache.connection.status === "ready");
      return cache.connection;
    },
  };
}
