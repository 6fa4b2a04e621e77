import { Generations } from "../../../platform/cache/generational-cache.ts";

test("what is used stays, what is not is forgotten, and never are more than two generations kept", () => {
  const kept = new Generations<number, string>(10);
  for (let key = 0; key < 100; key++) {
    kept.set(key, `value ${key}`);
    expect(kept.get(0)).toBe("value 0");
  }
  const left = Array.from({ length: 100 }, (_, key) => key).filter((key) => kept.get(key) !== undefined);
  expect(left).toContain(99);
  expect(left.length).toBeLessThanOrEqual(20);
});

test("two turns forget what nobody asked for in between", () => {
  const kept = new Generations<string, number>(10);
  kept.set("a", 1);
  kept.set("b", 2);
  kept.turn();
  expect(kept.get("a")).toBe(1);
  kept.turn();
  expect([kept.get("a"), kept.get("b")]).toEqual([1, undefined]);
});
