import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";
import { pipeline } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { ensureInstalled } from "../../../dev-cluster/servers/binaries.ts";
import { startRedis } from "../../../dev-cluster/servers/redis.ts";
import type { Server } from "../../../dev-cluster/servers/server.ts";
import { RedisCache } from "../../../platform/cache/redis-cache.ts";
import { MemoryCache, type SharedCache } from "../../../platform/cache/shared-cache.ts";
import { INSTALL_MS } from "../../harness/processes.ts";
import { until, untilEqual } from "../../harness/until.ts";

const TTL_MS = 60_000;
/** A request waits 40 ms at most; five hundred of them at once take longer. */
const MAX_WAIT_MS = 500;

let redis: Server;
let lastKey = 0;
let warnings: string[];

beforeAll(async () => {
  await ensureInstalled(["redis-server"]);
  redis = await startRedis();
}, INSTALL_MS);
beforeEach(() => {
  warnings = [];
});
afterAll(() => redis?.stop());

const connected = async (): Promise<RedisCache> => {
  const cache = new RedisCache(redis.url, (message) => warnings.push(message));
  await recovers(cache);
  return cache;
};

/** Waits until a written value can be read. */
async function recovers(cache: SharedCache): Promise<void> {
  await until("a value that was set can be read", async () => {
    await cache.set("probe", "there", TTL_MS);
    return (await cache.get("probe")) === "there";
  });
}

async function durationOf(work: Promise<unknown>): Promise<number> {
  const before = performance.now();
  await work;
  return performance.now() - before;
}

describe.each<[string, () => Promise<SharedCache>]>([
  ["in the process", async () => new MemoryCache()],
  ["in Redis", connected],
])("a shared cache %s", (_name, open) => {
  let cache: SharedCache;
  beforeEach(async () => {
    cache = await open();
  });
  afterEach(() => cache.close());

  /**
   * Repeats `work` until it returns `expected`: a call that times out does nothing, and a machine may pause during any.
   *
   * @param work gets an unused key each time
   */
  function eventually(work: (key: string) => Promise<unknown>, expected: unknown): Promise<void> {
    return untilEqual("the result is as expected", () => work(`key ${++lastKey}`), expected);
  }

  test.each([
    "",
    "text",
    "ß → 🎉\u0000\n",
    "x".repeat(1_000_000),
  ])("returns the value that was set", async (value) => {
    await eventually(async (key) => {
      await cache.set(key, value, TTL_MS);
      return cache.get(key);
    }, value);
  });

  test("returns nothing for a key that was never set", async () => {
    expect(await cache.get("never")).toBeUndefined();
    expect(await cache.getWithTtl("never")).toBeUndefined();
  });

  test("keeps the later of two values", async () => {
    await eventually(async (key) => {
      await cache.set(key, "old", TTL_MS);
      await cache.set(key, "new", TTL_MS);
      return cache.get(key);
    }, "new");
  });

  test("an older version never replaces a newer one; the same one starts a new TTL", async () => {
    const half = TTL_MS / 2;
    await eventually(
      async (key) => {
        await cache.setIfNewer(key, "nine", 9, half);
        await cache.setIfNewer(key, "eight", 8, TTL_MS);
        const nine = await cache.getWithTtl(key);
        await cache.setIfNewer(key, "nine again", 9, TTL_MS);
        const again = await cache.getWithTtl(key);
        await cache.setIfNewer(key, "ten", 10, TTL_MS);
        const ten = await cache.getWithTtl(key);
        const isLong = (found: typeof nine) => found && found.remainingTtlMs > half;
        return [nine?.value, isLong(nine), again?.value, isLong(again), ten?.value];
      },
      ["nine", false, "nine again", true, "ten"],
    );
    // As large as the `seq` of snapshots, which is in microseconds: no digit is lost.
    const now = 1_700_000_000_123_456;
    await eventually(async (key) => {
      await cache.setIfNewer(key, "newer", now + 1, TTL_MS);
      await cache.setIfNewer(key, "older", now, TTL_MS);
      return (await cache.getWithTtl(key))?.value;
    }, "newer");
  });

  test("a version is forgotten with its value", async () => {
    await eventually(async (key) => {
      await cache.setIfNewer(key, "two", 2, 100);
      await untilEqual("its TTL has ended", () => cache.getWithTtl(key), undefined);
      await cache.setIfNewer(key, "one", 1, TTL_MS);
      return (await cache.getWithTtl(key))?.value;
    }, "one");
  });

  test("forgets a value when its TTL has ended", async () => {
    await eventually(async (key) => {
      await cache.set(key, "value", 150);
      await cache.set(`${key}, long`, "value", TTL_MS);
      await untilEqual("the value is gone", () => cache.get(key), undefined);
      return cache.get(`${key}, long`);
    }, "value");
  });
});

describe.each(["SIGKILL", "SIGSTOP"] as const)("after a %s of Redis", (signal) => {
  test("every call returns nothing at once, and a line is logged; afterwards the cache recovers", async () => {
    const cache = await connected();
    try {
      await cache.set("key", "value", TTL_MS);
      await redis.kill(signal);
      const calls = Array.from({ length: 500 }, (_, n) =>
        n % 5 === 0 ? cache.set("key", "v", TTL_MS) : cache.get("key"),
      );
      // How long this machine takes for 1 ms right now.
      const moment = durationOf(sleep(1));
      const waited = await Promise.all(calls.map(durationOf));
      expect(Math.max(...waited)).toBeLessThan(MAX_WAIT_MS + (await moment));
      expect(await Promise.all(calls)).toEqual(Array(500).fill(undefined));
      expect(warnings).toHaveLength(1);
    } finally {
      await redis.kill("SIGCONT");
      if (signal === "SIGKILL") await redis.restart();
    }
    await recovers(cache);
    await cache.close();
  });
});

test("a connection without replies is closed, so that commands do not pile up in it", async () => {
  const { hostname, port, password } = new URL(redis.url);
  let connections = 0;
  const proxy = createServer((client) => {
    connections++;
    const server = connect({ host: hostname, port: Number(port) });
    pipeline(client, server, () => {});
    pipeline(server, client, () => {});
  });
  proxy.listen(0, "127.0.0.1");
  await once(proxy, "listening");
  const { port: proxyPort } = proxy.address() as AddressInfo;
  const cache = new RedisCache(`redis://:${password}@127.0.0.1:${proxyPort}`, () => {});
  try {
    await recovers(cache);
    const before = connections;
    await redis.kill("SIGSTOP");
    await until("another connection is tried", async () => {
      await cache.get("key");
      return connections > before;
    });
  } finally {
    await redis.kill("SIGCONT");
  }
  await recovers(cache);
  await cache.close();
  proxy.close();
});

test("a cache that is opened while Redis is down is empty, and recovers when Redis comes up", async () => {
  await redis.kill("SIGKILL");
  const cache = new RedisCache(redis.url, (message) => warnings.push(message));
  try {
    await cache.set("key", "value", TTL_MS);
    expect(await cache.get("key")).toBeUndefined();
    await until("a line is logged", () => warnings.length > 0);
  } finally {
    await redis.restart();
  }
  await recovers(cache);
  await cache.close();
});

test("no log line has the password", async () => {
  const wrong = new URL(redis.url);
  wrong.password = "not-the-password-of-this-server";
  const cache = new RedisCache(wrong.href, (message) => warnings.push(message));
  try {
    await until("a line is logged", () => warnings.length > 0);
    expect(await cache.get("key")).toBeUndefined();
    expect(warnings.join()).not.toContain("not-the-password");
  } finally {
    await cache.close();
  }
});
