import { GenerationalCache } from "../../../platform/cache/generational-cache.ts";

test("used entries stay, unused ones are forgotten, and at most two generations are cached", () => {
  const cache = new GenerationalCache<number, string>(10);
  for (let key = 0; key < 100; key++) {
    cache.set(key, `value ${key}`);
    expect(cache.get(0)).toBe("value 0");
  }
  const left = Array.from({ length: 100 }, (_, key) => key).filter((key) => cache.get(key) !== undefined);
  expect(left).toContain(99);
  expect(left.length).toBeLessThanOrEqual(20);
});

test("two rotations forget the entries that were not used between them", () => {
  const cache = new GenerationalCache<string, number>(10);
  cache.set("a", 1);
  cache.set("b", 2);
  cache.rotate();
  expect(cache.get("a")).toBe(1);
  cache.rotate();
  expect([cache.get("a"), cache.get("b")]).toEqual([1, undefined]);
});
