import fc from "fast-check";
import { normalizeText, readableText } from "../../../../platform/domain/text/normalize-text.ts";
import { comparedKey, keyOfTyped, valueOfKey } from "../../../../services/stats/board/typed-values.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const text = fc.oneof(
  fc.string({ unit: "binary-ascii" }),
  fc.string({ unit: fc.constantFrom(..."a'`-- \t\u001c\u0001A") }),
  fc.string({ unit: "grapheme" }),
  fc.string(),
);

test("a text is shown in its readable form, and compared in its normalized one", () => {
  fc.assert(
    fc.property(text, fc.constantFrom("exact", "lenient"), (typed, match) => {
      const key = keyOfTyped("text", bytes(typed));
      expect(valueOfKey("text", key)).toBe(readableText(typed));
      expect(Buffer.from(comparedKey("text", match, key)).toString()).toBe(normalizeText(typed, match));
    }),
    { numRuns: 1000 },
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

test("a key is bounded, whatever the text stands for; texts that differ at the end stay different", () => {
  const keyOf = (end: string) => Buffer.from(keyOfTyped("text", bytes(`${"\ufdfa".repeat(498)}${end}`)));
  expect(keyOf("a").length).toBeLessThanOrEqual(2000);
  expect(keyOf("a")).toEqual(keyOf("A"));
  expect(keyOf("a")).not.toEqual(keyOf("b"));
  expect(String(valueOfKey("text", keyOf("a")))).not.toContain("\ufffd");
  // The longest text without such characters keeps its key.
  expect(valueOfKey("text", keyOfTyped("text", bytes("字".repeat(500))))).toBe("字".repeat(500));
});
