import fc from "fast-check";
import { MAX_SHOWN_BYTES, shownValue } from "../../../../services/stats/analysis/shown-value.ts";

const bytes = (value: string | number) => Buffer.byteLength(JSON.stringify(value)) - 2;

test.each<[string, string | number, string | number]>([
  ["a number", 1.5e-300, 1.5e-300],
  ["a short text", "la ville lumière", "la ville lumière"],
  ["a hundred characters", "ä".repeat(100), "ä".repeat(100)],
  ["a character more", "ä".repeat(101), `${"ä".repeat(100)}…`],
  ["letters with marks", "e\u0301".repeat(101), `${"e\u0301".repeat(100)}…`],
  ["flags", "🇨🇭".repeat(200), `${"🇨🇭".repeat(63)}…`],
  ["one character with 500 marks", `e${"\u0301".repeat(500)}`, `e${"\u0301".repeat(254)}…`],
  ["characters that JSON escapes", "\u0001".repeat(100), `${"\u0001".repeat(84)}…`],
])("%s", (_, value, shown) => {
  expect(shownValue(value)).toBe(shown);
});

test("any text is shown as it is or as its beginning, and within the limits", () => {
  const text = fc.oneof(
    fc.string({ unit: "grapheme", maxLength: 400 }),
    fc.string({ unit: "binary", maxLength: 600 }),
    fc.string({ unit: fc.constantFrom("e", "\u0301", "\u0001", "\u200d", "👩", "字"), maxLength: 600 }),
  );
  fc.assert(
    fc.property(text, (value) => {
      const shown = shownValue(value);
      expect(bytes(shown)).toBeLessThanOrEqual(MAX_SHOWN_BYTES);
      if (shown === value) return;
      expect(shown.endsWith("…")).toBe(true);
      expect(value.startsWith(shown.slice(0, -1))).toBe(true);
      const graphemes = [...new Intl.Segmenter("en").segment(shown.slice(0, -1))];
      expect(graphemes.length).toBeLessThanOrEqual(100);
      expect(graphemes.length).toBeGreaterThan(0);
    }),
    { numRuns: 40 },
  );
});
