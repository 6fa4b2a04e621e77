import { MemoryCache } from "../../../platform/cache/shared-cache.ts";
import { until } from "../../harness/until.ts";

test("a value is served until its TTL ends", async () => {
  const cache = new MemoryCache();
  await cache.set("long", "2", 600_000);
  // Repeated, because this process may pause for longer than the TTL.
  await until("the value is served within its TTL", async () => {
    await cache.set("short", "1", 40);
    return (await cache.get("short")) === "1";
  });
  await until("its TTL has ended", async () => (await cache.get("short")) === undefined);
  expect(await cache.get("long")).toBe("2");
});

test("it holds a bounded number of characters: the oldest values are evicted first", async () => {
  const cache = new MemoryCache();
  const mebi = "x".repeat(1024 * 1024);
  for (let no = 0; no < 80; no++) await cache.set(`${no}`, mebi, 60_000);
  expect(await cache.get("0")).toBeUndefined();
  expect(await cache.get("79")).toBe(mebi);
  await cache.close();
  expect(await cache.get("79")).toBeUndefined();
});
