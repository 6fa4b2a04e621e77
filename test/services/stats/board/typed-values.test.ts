import fc from "fast-check";
import { normalizeText } from "../../../../platform/domain/text/normalize-text.ts";
import { keyOfTyped, valueOfKey } from "../../../../services/stats/board/typed-values.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const text = fc.oneof(fc.string({ unit: "binary-ascii" }), fc.string({ unit: "grapheme" }), fc.string());

test("a text counts as its normalized form", () => {
  fc.assert(
    fc.property(text, (typed) => {
      expect(valueOfKey("text", keyOfTyped("text", bytes(typed)))).toBe(normalizeText(typed));
    }),
  );
  expect(valueOfKey("text", keyOfTyped("text", bytes("\uFEFF Ünïcode\t x ")))).toBe("ünïcode x");
});

test("a number comes back unchanged", () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true }), (value) => {
      expect(valueOfKey("number", keyOfTyped("number", bytes(String(value))))).toBe(value === 0 ? 0 : value);
    }),
  );
});

test("numbers sort by size", () => {
  const numbers = fc.double({ noNaN: true });
  fc.assert(
    fc.property(numbers, numbers, (a, b) => {
      const key = (value: number) => keyOfTyped("number", bytes(String(value)));
      const difference = a === b ? 0 : a < b ? -1 : 1;
      expect(Buffer.compare(key(a), key(b))).toBe(difference);
    }),
  );
});
