import fc from "fast-check";
import { ValueDictionary } from "../../../../services/stats/board/value-dictionary.ts";

const keys = fc.array(fc.uint8Array({ maxLength: 12 }), { maxLength: 60 });

test("equal keys have the same id, also after the memory was passed to another thread", () => {
  fc.assert(
    fc.property(fc.array(keys, { maxLength: 8 }), (batches) => {
      const ids = new Map<string, number>();
      let memory = ValueDictionary.create();
      for (const batch of batches) {
        const dictionary = new ValueDictionary(structuredClone(memory));
        for (const key of batch) {
          const name = key.join();
          const id = dictionary.add(key);
          if (!ids.has(name)) ids.set(name, ids.size);
          expect(id).toBe(ids.get(name));
          expect([...dictionary.key(id)]).toEqual([...key]);
        }
        memory = dictionary.memory;
      }
      expect(memory.count).toBe(ids.size);
    }),
  );
});

test("keys that are the same value have one value's id, whichever comes first", () => {
  const bytes = (text: string) => new TextEncoder().encode(text);
  const lowerCase = (key: Uint8Array) => bytes(new TextDecoder().decode(key).toLowerCase());
  const texts = ["A", "b", "a", "B", "C"];
  const dictionary = new ValueDictionary(ValueDictionary.create());
  const ids = texts.map((text) => dictionary.add(bytes(text), lowerCase));
  const [A, b, a, B, C] = ids.map((id) => dictionary.valueOf(id));
  expect([A, B]).toEqual([a, b]);
  expect(new Set([a, b, C]).size).toBe(3);
  expect([a, b, C].map((id) => new TextDecoder().decode(dictionary.key(id!)))).toEqual(["a", "b", "c"]);
});

test("keys compare byte by byte", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 4 }), fc.uint8Array({ maxLength: 4 }), (a, b) => {
      const dictionary = new ValueDictionary(ValueDictionary.create());
      const difference = dictionary.compare(dictionary.add(a), dictionary.add(b));
      expect(Math.sign(difference)).toBe(Buffer.compare(a, b));
    }),
  );
});

test("a hundred thousand values keep their ids", () => {
  const dictionary = new ValueDictionary(ValueDictionary.create());
  const key = (index: number) => new TextEncoder().encode(`value ${index}`);
  for (let index = 0; index < 100_000; index++) dictionary.add(key(index));
  for (const index of [0, 1, 63, 64, 65, 4711, 99_999]) expect(dictionary.add(key(index))).toBe(index);
  expect(dictionary.size).toBe(100_000);
});
