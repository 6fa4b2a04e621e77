import { EmbeddedCache } from "../../../platform/cache/shared-cache.ts";
import { until } from "../../harness/until.ts";

test("a value is served for its life and no longer", async () => {
  const cache = new EmbeddedCache();
  await cache.set("long", "2", 600_000);
  // Again where this process was held up for longer than the life.
  await until("it is served while it lives", async () => {
    await cache.set("short", "1", 40);
    return (await cache.get("short")) === "1";
  });
  await until("its life is over", async () => (await cache.get("short")) === undefined);
  expect(await cache.get("long")).toBe("2");
});

test("it holds a bounded number of characters: the oldest values go first", async () => {
  const cache = new EmbeddedCache();
  const mebi = "x".repeat(1024 * 1024);
  for (let no = 0; no < 80; no++) await cache.set(`${no}`, mebi, 60_000);
  expect(await cache.get("0")).toBeUndefined();
  expect(await cache.get("79")).toBe(mebi);
  await cache.close();
  expect(await cache.get("79")).toBeUndefined();
});
