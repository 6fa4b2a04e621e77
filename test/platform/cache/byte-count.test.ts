import { RevalidatingCache } from "../../../platform/cache/revalidating-cache.ts";

interface Sized {
  own: number;
  part: { bytes: number };
}

const newCache = (maxBytes: number) =>
  new RevalidatingCache<string, Sized, void, null>({
    max: 100,
    maxBytes,
    measure: {
      ownBytes: ({ own }) => own,
      sharedPart: ({ part }) => part,
      sharedBytes: (part) => (part as Sized["part"]).bytes,
    },
    load: async () => null,
  });

test("a part that several values share counts once, until the last of them is gone", () => {
  const cache = newCache(1000);
  const part = { bytes: 500 };
  for (const key of ["a", "b", "c"]) cache.set(key, { own: 10, part });
  expect(cache.bytes).toBe(530);
  cache.set("a", { own: 20, part });
  cache.replace("b", { own: 30, part });
  expect(cache.bytes).toBe(560);
  // The new value has another part, and leaves too little room for the others.
  cache.set("d", { own: 1, part: { bytes: 900 } });
  expect(["a", "b", "c", "d"].map((key) => cache.peek(key) !== undefined)).toEqual([
    false,
    false,
    false,
    true,
  ]);
  expect(cache.bytes).toBe(901);
});

test("the least recently used value is dropped first, and the newest is kept even if it is too large", () => {
  const cache = newCache(100);
  for (const key of ["a", "b", "c"]) cache.set(key, { own: 30, part: { bytes: 0 } });
  void cache.get("a");
  cache.set("d", { own: 30, part: { bytes: 0 } });
  expect(["a", "b", "c", "d"].map((key) => cache.peek(key) !== undefined)).toEqual([true, false, true, true]);
  cache.set("e", { own: 5000, part: { bytes: 0 } });
  expect(cache.peek("e")).toBeDefined();
  expect(cache.bytes).toBe(5000);
});
