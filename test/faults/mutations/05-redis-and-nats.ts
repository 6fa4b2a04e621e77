import type { CodeMutation } from "./mutation.ts";

const OUTAGES = "test/faults/redis-and-nats-outages.test.ts";
const REDIS_CACHE = "test/platform/cache/redis-cache.servers.test.ts";

export const REDIS_AND_NATS: readonly CodeMutation[] = [
  {
    name: "gateways-stay-ready",
    file: "platform/node/readiness.ts",
    code: "if (haveServed.has(broker)) return { missing: own, degraded: others };",
    replacement: "",
    test: OUTAGES,
    testName: "an outage of NATS on SIGKILL",
  },
  {
    name: "nats-fails-fast",
    file: "platform/broker/transport.ts",
    code: "if (disconnected.has(ctx.broker)) return Promise.reject(new ConnectionLost());",
    replacement: "",
    test: OUTAGES,
    testName: "an outage of NATS on SIGKILL",
  },
  {
    name: "readyz-asks-nats",
    file: "platform/node/readiness.ts",
    code: '...(transport ? [] : ["connection to NATS"]),',
    replacement: "",
    test: OUTAGES,
    testName: "an outage of NATS on SIGKILL",
  },
  {
    name: "redis-times-out",
    file: "platform/cache/redis-cache.ts",
    code: "commandTimeout: TIMEOUT_MS,",
    replacement: "",
    test: REDIS_CACHE,
    testName: "after a SIGSTOP of Redis",
  },
  {
    name: "redis-errors-caught",
    file: "platform/cache/redis-cache.ts",
    code: "return (await this.#redis.get(key)) ?? undefined;\n    } catch (error) {",
    replacement:
      "return (await this.#redis.get(key)) ?? undefined;\n    } catch (error) {\n      throw error;",
    test: REDIS_CACHE,
    testName: "after a SIGKILL of Redis",
  },
  {
    name: "cache-not-awaited",
    file: "services/stats/live/snapshot-publisher.ts",
    code: "    void this.#writeToCache(snapshot);\n    await this.#targets",
    replacement: "    await this.#writeToCache(snapshot);\n    await this.#targets",
    test: "test/services/stats/failover-and-outages.servers.test.ts",
    testName: "nobody waits for a shared cache",
  },
];
