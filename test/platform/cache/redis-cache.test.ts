import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";
import { pipeline } from "node:stream";
import { setTimeout as pause } from "node:timers/promises";
import { provide } from "../../../dev-cluster/servers/binaries.ts";
import { startRedis } from "../../../dev-cluster/servers/redis.ts";
import type { Server } from "../../../dev-cluster/servers/server.ts";
import { RedisCache } from "../../../platform/cache/redis-cache.ts";
import { EmbeddedCache, type SharedCache } from "../../../platform/cache/shared-cache.ts";
import { INSTALL_MS } from "../../harness/traces.ts";
import { until, untilEqual } from "../../harness/until.ts";

const LIFE_MS = 60_000;
/** The design gives a request 50 ms of waiting; to do five hundred of them takes a while. */
const GENEROUS_MS = 500;

let redis: Server;
let lastKey = 0;
let warnings: string[];

beforeAll(async () => {
  await provide(["redis-server"]);
  redis = await startRedis();
}, INSTALL_MS);
beforeEach(() => {
  warnings = [];
});
afterAll(() => redis?.stop());

const connected = async (): Promise<RedisCache> => {
  const cache = new RedisCache(redis.url, (message) => warnings.push(message));
  await heals(cache);
  return cache;
};

/** Waits until what is written can be read. */
async function heals(cache: SharedCache): Promise<void> {
  await until("the cache keeps what it is given", async () => {
    await cache.set("probe", "there", LIFE_MS);
    return (await cache.get("probe")) === "there";
  });
}

async function took(work: Promise<unknown>): Promise<number> {
  const before = performance.now();
  await work;
  return performance.now() - before;
}

describe.each<[string, () => Promise<SharedCache>]>([
  ["in the process", async () => new EmbeddedCache()],
  ["in Redis", connected],
])("a shared cache %s", (_name, open) => {
  let cache: SharedCache;
  beforeEach(async () => {
    cache = await open();
  });
  afterEach(() => cache.close());

  /**
   * Does the same from the beginning until `expected` comes: a call that is not answered in time does nothing, and a
   * machine may pause during any.
   *
   * @param work given a key that nobody has used yet
   */
  function comesOf(work: (key: string) => Promise<unknown>, expected: unknown): Promise<void> {
    return untilEqual("the cache does as it is told", () => work(`key ${++lastKey}`), expected);
  }

  test.each([
    "",
    "text",
    "ß → 🎉\u0000\n",
    "x".repeat(1_000_000),
  ])("gives back what it was given", async (value) => {
    await comesOf(async (key) => {
      await cache.set(key, value, LIFE_MS);
      return cache.get(key);
    }, value);
  });

  test("has nothing under a key that was never set", async () => {
    expect(await cache.get("never")).toBeUndefined();
    expect(await cache.newest("never")).toBeUndefined();
  });

  test("keeps the newer of two values", async () => {
    await comesOf(async (key) => {
      await cache.set(key, "old", LIFE_MS);
      await cache.set(key, "new", LIFE_MS);
      return cache.get(key);
    }, "new");
  });

  test("an older version never takes a newer one's place; the same one begins a new life", async () => {
    const half = LIFE_MS / 2;
    await comesOf(
      async (key) => {
        await cache.setVersion(key, "nine", 9, half);
        await cache.setVersion(key, "eight", 8, LIFE_MS);
        const nine = await cache.newest(key);
        await cache.setVersion(key, "nine again", 9, LIFE_MS);
        const again = await cache.newest(key);
        await cache.setVersion(key, "ten", 10, LIFE_MS);
        const ten = await cache.newest(key);
        const isLong = (found: typeof nine) => found && found.leftMs > half;
        return [nine?.value, isLong(nine), again?.value, isLong(again), ten?.value];
      },
      ["nine", false, "nine again", true, "ten"],
    );
    // As large as the numbers of snapshots, which are microseconds: no digit is lost on the way.
    const now = 1_700_000_000_123_456;
    await comesOf(async (key) => {
      await cache.setVersion(key, "newer", now + 1, LIFE_MS);
      await cache.setVersion(key, "older", now, LIFE_MS);
      return (await cache.newest(key))?.value;
    }, "newer");
  });

  test("a version is forgotten with its value", async () => {
    await comesOf(async (key) => {
      await cache.setVersion(key, "two", 2, 100);
      await untilEqual("its life is over", () => cache.newest(key), undefined);
      await cache.setVersion(key, "one", 1, LIFE_MS);
      return (await cache.newest(key))?.value;
    }, "one");
  });

  test("forgets a value when its life is over", async () => {
    await comesOf(async (key) => {
      await cache.set(key, "value", 150);
      await cache.set(`${key}, long`, "value", LIFE_MS);
      await untilEqual("the value is gone", () => cache.get(key), undefined);
      return cache.get(`${key}, long`);
    }, "value");
  });
});

describe.each(["SIGKILL", "SIGSTOP"] as const)("after a %s of Redis", (signal) => {
  test("every call is answered at once with nothing, and a line is logged; afterwards it heals", async () => {
    const cache = await connected();
    try {
      await cache.set("key", "value", LIFE_MS);
      await redis.kill(signal);
      const calls = Array.from({ length: 500 }, (_, n) =>
        n % 5 === 0 ? cache.set("key", "v", LIFE_MS) : cache.get("key"),
      );
      // What this machine makes of a moment just now: a timer set beside them tells.
      const moment = took(pause(1));
      const waited = await Promise.all(calls.map(took));
      expect(Math.max(...waited)).toBeLessThan(GENEROUS_MS + (await moment));
      expect(await Promise.all(calls)).toEqual(Array(500).fill(undefined));
      expect(warnings).toHaveLength(1);
    } finally {
      await redis.kill("SIGCONT");
      if (signal === "SIGKILL") await redis.restart();
    }
    await heals(cache);
    await cache.close();
  });
});

test("a connection on which nothing comes back is given up, so that what is asked does not pile up in it", async () => {
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
    await heals(cache);
    const before = connections;
    await redis.kill("SIGSTOP");
    await until("another connection is tried", async () => {
      await cache.get("key");
      return connections > before;
    });
  } finally {
    await redis.kill("SIGCONT");
  }
  await heals(cache);
  await cache.close();
  proxy.close();
});

test("a cache that is opened while Redis is away has nothing, and heals when it comes", async () => {
  await redis.kill("SIGKILL");
  const cache = new RedisCache(redis.url, (message) => warnings.push(message));
  try {
    await cache.set("key", "value", LIFE_MS);
    expect(await cache.get("key")).toBeUndefined();
    await until("a line is logged", () => warnings.length > 0);
  } finally {
    await redis.restart();
  }
  await heals(cache);
  await cache.close();
});

test("no line of the log tells the password", async () => {
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
